// Repeated rows: blank rows beyond the first wait behind a button.
export function growRows(page) {
  for (const button of page.querySelectorAll("[data-add-row]")) {
    const spare = [...document.getElementById(button.dataset.addRow).querySelectorAll("[data-spare]")];
    if (!spare.length) continue;
    for (const row of spare) row.hidden = true;
    button.hidden = false;
    button.addEventListener("click", () => {
      const row = spare.shift();
      row.hidden = false;
      row.querySelector("input, select, textarea")?.focus();
      button.hidden = !spare.length;
    });
  }
}
