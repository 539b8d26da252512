// Before the first paint: say that scripts run, and take the chosen or the system's theme.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch { /* storage may be forbidden */ }
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (dark) { root.dataset.theme = "dark"; root.dataset.bsTheme = "dark"; }
})();
