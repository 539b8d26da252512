// A kiosk's page is left when nobody has touched it for a while.
export function leaveWhenIdle(page) {
  const { idle, idleTo } = page.body.dataset;
  if (!idle) return;
  let timer;
  const again = () => { clearTimeout(timer); timer = setTimeout(() => location.replace(idleTo), idle * 1000); };
  for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) addEventListener(kind, again, { passive: true });
  again();
}
