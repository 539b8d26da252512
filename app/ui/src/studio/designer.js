// The designer: a flow is drawn, what it means is said in the panel, and it is checked and saved as it is drawn.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "diagram-js-minimap/assets/diagram-js-minimap.css";
import "bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css";
import "./designer.css";
import Modeler from "bpmn-js/lib/Modeler";
import Minimap from "diagram-js-minimap";
import TokenSimulation from "bpmn-js-token-simulation";
import daylight from "./daylight.json";
import { askAboutConflict, download } from "./conflict.js";
import { Findings } from "./findings.js";
import panel from "./panel/panel.js";
import { provider } from "./panel/provider.js";
import { kindOf } from "./kinds.js";
import { losses } from "./losses.js";
import { Saver, stateWords } from "./saving.js";
import { given as read, say } from "./say.js";
import { useToken } from "./server.js";
import translation, { missing, translate, translateWhatIsLeft } from "./translate.js";

const given = read();
useToken(given.token);
const $ = (selector) => document.querySelector(selector);

// A walk takes the colours off the drawing: to those of this page's paper, which is dark for some.
class PaperColours {
  static $inject = ["eventBus", "elementRegistry", "elementColors"];

  constructor(eventBus, elementRegistry, elementColors) {
    eventBus.on("tokenSimulation.toggleMode", ({ active }) => {
      if (active) elementRegistry.forEach((element) => elementColors.add(element, "neutral-element-colors", { stroke: "var(--ink)", fill: "var(--paper)" }));
    });
  }
}
const OnPaper = { neutralElementColors: ["type", PaperColours] };

const face = getComputedStyle(document.documentElement).getPropertyValue("--sans");
const modeler = new Modeler({
  container: "#canvas",
  additionalModules: [panel(document.getElementById("panel"), provider(given), (element) => kindOf(element, translate), (element, source) => findings.ofExpression(element, source)), Minimap, TokenSimulation, OnPaper, translation],
  moddleExtensions: { daylight },
  bpmnRenderer: { defaultFillColor: "var(--paper)", defaultStrokeColor: "var(--ink)", defaultLabelColor: "var(--ink)" },
  textRenderer: { defaultStyle: { fontFamily: face } },
});

const xml = async () => (await modeler.saveXML({ format: true })).xml;
const stack = modeler.get("commandStack");

const saver = new Saver({
  draft: given.draft, file: given.file, revision: given.revision, url: given.urls.save, read: xml,
  show(state, said) {
    const place = $("#saving");
    place.dataset.state = state;
    place.textContent = stateWords(state, said);
  },
  conflict: (said, content) => askAboutConflict(given, given.file, said, content, saver),
});

const findings = new Findings({ url: given.urls.check, file: given.file, modeler, list: $("#findings"), head: $("#findings-head"), read: xml });

function buttons() {
  $("#undo").disabled = !stack.canUndo();
  $("#redo").disabled = !stack.canRedo();
}

function listen() {
  // what is typed in the panel has paused already
  modeler.on("commandStack.changed", () => { buttons(); saver.changed(); findings.soon(document.activeElement?.closest("#panel") ? 100 : 700); });
  $("#undo").addEventListener("click", () => stack.undo());
  $("#redo").addEventListener("click", () => stack.redo());
  $("#fit").addEventListener("click", () => fit());
  for (const [id, step] of [["#closer", 1], ["#farther", -1]]) $(id).addEventListener("click", () => modeler.get("zoomScroll").stepZoom(step));
  $("#map").addEventListener("click", () => modeler.get("minimap").toggle());
  modeler.on("minimap.toggle", ({ open }) => $("#map").setAttribute("aria-pressed", String(open)));
  // a click outside closes what is found: so this one has to be over first
  $("#find").addEventListener("click", () => setTimeout(() => modeler.get("searchPad").open()));
  // it looks when a key is let go: what is pasted or composed in Chinese lets none go
  $("#canvas").addEventListener("input", ({ target }) => {
    if (target.closest(".djs-search-input")) target.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  });
  $("#simulate").addEventListener("click", () => modeler.get("toggleMode").toggleMode());
  modeler.on("tokenSimulation.toggleMode", ({ active }) => {
    $("#simulate").setAttribute("aria-pressed", String(active));
    document.body.classList.toggle("simulating", active);
    $("#find").disabled = active;
    for (const id of ["#undo", "#redo"]) $(id).disabled = active;
    if (!active) buttons();
  });
  for (const link of document.querySelectorAll("[data-after-saving]")) {
    link.addEventListener("click", async (event) => {
      if (!saver.dirty) return;
      event.preventDefault();
      if (await saver.flush()) location.assign(link.href);
    });
  }
  $("#save-here").addEventListener("click", async () => download(given.file, await xml()));
  addEventListener("keydown", (event) => {
    const key = (event.ctrlKey || event.metaKey) && event.key.toLowerCase();
    const act = { s: () => saver.flush(), ...(leavesKeys(event.target) && { z: () => (event.shiftKey ? stack.redo() : stack.undo()), y: () => stack.redo() }) }[key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// The drawing has keys of its own, and what is typed in has its own undo.
const leavesKeys = (target) => !target.closest?.("#canvas svg, input, textarea, select, [contenteditable]") && !document.body.classList.contains("simulating");

// The whole drawing beside the palette, never larger than drawn.
const PALETTE = 124, EDGE = 20;
function fit() {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (outer.width < 400 || !inner.width) return;
  const scale = Math.min(1, (outer.width - PALETTE - EDGE) / inner.width, (outer.height - 2 * EDGE) / inner.height);
  const [width, height] = [outer.width / scale, outer.height / scale];
  canvas.viewbox({ x: inner.x - Math.max(PALETTE / scale, (width - inner.width) / 2), y: inner.y - (height - inner.height) / 2, width, height });
}

function alarm(text, lines) {
  const place = $("#unread");
  place.hidden = false;
  place.querySelector("[data-what]").textContent = text;
  place.querySelector("ul").replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  return place;
}

// Whatever the designer does not understand it would drop when it saves: that is asked first.
async function open(content) {
  try {
    const { warnings } = await modeler.importXML(content);
    const lost = [...warnings.map((one) => one.message), ...losses(content, await xml())];
    if (lost.length) {
      const place = alarm(say("设计器读不懂下面这些内容，保存以后它们会丢失。", "The designer does not understand the following; saving would drop it."), lost);
      saver.stopped = true;
      const go = place.querySelector("[data-go-on]");
      go.hidden = false;
      go.onclick = () => { saver.stopped = false; place.hidden = true; if (saver.dirty) saver.changed(); };
    }
    modeler.get("canvas").getContainer().querySelector("svg[tabindex]").setAttribute("aria-label", say("流程图；方向键移动画面，Ctrl+F 查找环节", "Flowchart; arrow keys move the view, Ctrl+F finds a step"));
    fit();
    return true;
  } catch (error) {
    alarm(say("这个文件没有画出来的图，或者不是流程图，设计器打不开。", "The file holds no drawing, or is no flowchart: the designer cannot open it."), [error.message]);
    $("#unread [data-draw]").hidden = false;
    document.body.classList.add("unopened");
    return false;
  }
}

async function start() {
  translateWhatIsLeft(document.body);
  const opened = await open(given.content);
  findings.read = opened ? xml : () => given.content;
  findings.look();
  if (!opened) return;
  const kept = saver.kept(given.content);
  if (kept) offer(kept);
  listen();
  buttons();
  document.body.dataset.ready = "yes";
}

function offer(kept) {
  const place = $("#kept");
  place.hidden = false;
  place.querySelector("[data-when]").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
  place.querySelector("[data-restore]").onclick = async () => {
    place.hidden = true;
    saver.revision = kept.revision;
    if (await open(kept.content)) { saver.changed(); findings.soon(0); }
  };
  place.querySelector("[data-drop]").onclick = () => { saver.forget(); place.hidden = true; };
}

window.studio = { modeler, saver, missing };
start();
