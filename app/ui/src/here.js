// A drawing wider than its box: "here" is scrolled into sight, the names of the lanes stay at the left edge.
export function showHere(page) {
  for (const box of page.querySelectorAll(".fc-box")) {
    const svg = box.querySelector("svg.fc");
    if (!svg || box.scrollWidth <= box.clientWidth) continue;
    const heads = svg.querySelector(".heads");
    const margin = 6; // the drawing's own, which the names cover once it is scrolled
    const keep = () => {
      if (!svg.clientWidth) return; // not shown at this width
      const gone = (box.scrollLeft * svg.viewBox.baseVal.width) / svg.clientWidth;
      heads?.setAttribute("transform", `translate(${Math.max(0, gone - Math.min(margin, gone))} 0)`);
    };
    box.addEventListener("scroll", keep, { passive: true });
    const here = svg.querySelector(".now .sh") || svg.querySelector(".done.end .sh");
    if (!here) continue;
    const place = here.getBoundingClientRect();
    box.scrollLeft = place.left + place.width / 2 - box.getBoundingClientRect().left - box.clientWidth / 2;
    keep();
  }
}
