export function switchTheme(page) {
  for (const button of page.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = document.documentElement.dataset.theme !== "dark";
      document.documentElement.dataset.theme = dark ? "dark" : "";
      document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
      try { localStorage.setItem("theme", dark ? "dark" : "light"); } catch { /* only for this page then */ }
    });
  }
}
