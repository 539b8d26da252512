// Asks the server which questions these answers make unnecessary (the conditions are the form's own), and hides them:
// never while a button is held down, which would move from under the pointer and lose its click.
let pressed = false;
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { pressed = false; }, true);

function released() {
  if (!pressed) return null;
  return new Promise((go) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(go), { once: true, capture: true });
  });
}

export function hideWhatDoesNotApply(page) {
  for (const form of page.querySelectorAll("form[data-hidden-url]")) {
    let asked = 0;
    const ask = async () => {
      const turn = ++asked;
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      const answer = await fetch(form.dataset.hiddenUrl, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const hidden = new Set((await answer.json()).hidden);
      await released();
      if (turn !== asked) return;
      for (const field of form.querySelectorAll(".cond")) field.toggleAttribute("data-hidden", hidden.has(field.dataset.path));
    };
    if (form.querySelector(".cond")) form.addEventListener("change", () => ask().catch(() => {}));
  }
}
