// <a href="…" data-dialog="id">: without scripts a page of its own, with them the <dialog> of that id.
export function openDialogs(page) {
  for (const opener of page.querySelectorAll("[data-dialog]")) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) continue;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
      dialog.querySelector("textarea, input:not([type=hidden]), select")?.focus();
    });
  }
  for (const closer of page.querySelectorAll("dialog [data-close]")) {
    closer.addEventListener("click", (event) => { event.preventDefault(); closer.closest("dialog").close(); });
  }
}
