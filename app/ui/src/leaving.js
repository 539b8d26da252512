// What was typed and not sent is not lost by a slip: the browser asks before leaving.
export function guardLeaving(page) {
  for (const form of page.querySelectorAll("form[data-guard]")) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", (event) => {
      changed = false;
      const button = event.submitter;
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
      setTimeout(() => { delete form.dataset.sent; }, 4000);
      button?.setAttribute("aria-busy", "true");
    });
    addEventListener("beforeunload", (event) => { if (changed && !page.body.dataset.idle) event.preventDefault(); });
    addEventListener("pageshow", () => { delete form.dataset.sent; form.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy")); });
  }
}
