// The form designer: refusals are shown in place, what was unfolded stays so, the step is chosen at once.
export function tendFormDesk(page) {
  if (!page.querySelector("#form-desk")) return;
  let open = [];
  page.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 413, 422].includes(event.detail.xhr.status)) Object.assign(event.detail, { shouldSwap: true, isError: false });
    open = [...page.querySelectorAll("#form-desk details[open]")].map((one) => one.id);
  });
  page.body.addEventListener("htmx:afterSwap", () => {
    for (const id of open) page.getElementById(id)?.setAttribute("open", "");
    followStep(page);
    page.querySelector("#form-desk [data-focus-first]")?.focus();
  });
  followStep(page);
}

function followStep(page) {
  page.querySelector("[data-step]")?.addEventListener("change", (event) => event.target.form.requestSubmit());
}
