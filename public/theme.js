/* Runs before the first paint, so that a chosen theme never flashes the other one. Without a choice the system decides. */
(() => {
  try {
    const theme = localStorage.getItem("diffract.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    if (localStorage.getItem("diffract.navigation") === "narrow")
      document.documentElement.dataset.navigation = "narrow";
  } catch {
    /* Storage may be forbidden; the system's theme is a good answer then. */
  }
})();
