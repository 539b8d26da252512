// What the server's own checks say of the drawing: as a list, and on the elements.
import { kindOf } from "./kinds.js";
import { say } from "./say.js";
import { send } from "./server.js";
import { translate } from "./translate.js";

// The checks name our words as the file has them; here they are what the panel calls them.
const PANEL = () => ({
  limit: say("“办理时限”（泳池上是“法定时限”）", "the limit"), promise: say("“承诺时限”", "the promised limit"), form: say("“表单”", "the form"), post: say("“岗位”", "the post"),
  separate: say("“不得由办过这些环节的人办”", "“not by whoever did one of these steps”"), clock: say("“时限计时”", "the clock"), article: say("“依据的条款”", "the article"), en: say("“英文名”", "the name in English"),
  stage: say("“公众看到的阶段”", "the stage the public sees"), power: say("“权力编码”", "the code of the power"), joint: say("“会签”", "the joint approval"), agrees: say("“什么算同意”", "what counts as agreeing"),
  decision: say("“决策表”", "the decision table"), result: say("“结果叫什么”", "the name of the result"), reads: say("“只读的字段”", "the fields only read"), hides: say("“不出现的字段”", "the fields not shown"),
  when: say("“什么情况下收”", "when it is taken"), asks: say("“由办理的人选择去向”", "that a person chooses"), branch: say("“支流程”", "the branch flow"), holds: say("“哪些环节等它办完”", "the steps that wait for it"),
});
const CLOCK = () => ({ starts: say("“办完时开始计时”", "“counting begins when it is done”"), ends: say("“办完时停止计时”", "“counting ends when it is done”"), excluded: say("“在这里的日子不计入时限”", "“days spent here do not count”") });
const inPanelWords = (text) => text
  .replace(/ ?daylight:(\w+)(?: ?= ?"(starts|ends|excluded)")? ?/g, (whole, word, value) => {
    const said = PANEL()[word], chosen = CLOCK()[value];
    if (!said) return whole;
    return chosen ? say(`${said}选${chosen}`, ` ${said}: ${chosen} `) : say(said, ` ${said} `);
  })
  .replace(/ ([，。；]|[,.;:](?=\s|$))/g, "$1").trim();

const bare = (source) => (source || "").trim().replace(/^=/, "").trim();

const SEVERITIES = ["error", "warning", "note"];
const words = () => ({ error: say("错误", "Error"), warning: say("提醒", "Warning"), note: say("提示", "Note") });

export class Findings {
  constructor({ url, file, modeler, list, head, read, shown }) {
    Object.assign(this, { url, file, modeler, list, head, read, shown });
    this.found = [];
  }

  // Until then what stands there is of the drawing as it was, and so is an answer that is still to come.
  soon(pause = 700) {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = null;
    this.list.setAttribute("aria-busy", "true");
    this.timer = setTimeout(() => this.look(), pause);
  }

  async look() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.list.setAttribute("aria-busy", "true");
    try {
      const content = await this.read();
      const answer = await send(this.url, { file: this.file, content }, { signal: asking.signal });
      if (asking !== this.asking) return;
      this.show(answer);
    } catch (error) {
      if (error.name !== "AbortError" && asking === this.asking) {
        this.head.textContent = say("现在检查不了，稍后再试", "Cannot be checked now; trying again later");
        this.soon(8000);
      }
    } finally {
      if (asking === this.asking) this.list.removeAttribute("aria-busy");
    }
  }

  show({ refused, findings }) {
    this.found = findings;
    const count = (severity) => findings.filter((one) => one.severity === severity).length;
    this.head.textContent = refused
      ? say("这张图现在还不能执行", "The flow cannot be executed as it stands")
      : findings.length
        ? SEVERITIES.filter(count).map((one) => `${words()[one]} ${count(one)}`).join(say("，", ", "))
        : say("检查过了，没有问题", "Checked: nothing to say");
    this.head.dataset.state = refused || count("error") ? "error" : findings.length ? "warning" : "fine";
    this.list.replaceChildren(...findings.map((one) => this.line(one)));
    this.mark();
    this.modeler?.get("eventBus").fire("daylight.checked");
    this.shown?.();
  }

  // What is said of an expression of an element, or of a lane or pool for the steps in it.
  ofExpression(element, source) {
    const written = bare(source);
    const around = ["bpmn:Lane", "bpmn:Participant", "bpmn:Process"].includes(element.type);
    const of = written && this.found.find((one) => one.severity !== "note" && bare(one.source) === written && (around || this.shape(one.element) === element));
    return of && { severity: of.severity, sentence: inPanelWords(this.named(of, this.shape(of.element))) };
  }

  // What is said of a cell of a table of this file.
  ofCell(text) {
    const written = text.trim();
    return written && this.found.find((one) => one.element === this.file && one.source?.trim() === written);
  }

  line(finding) {
    const item = document.createElement("li");
    item.dataset.severity = finding.severity;
    item.dataset.check = finding.check;
    const kind = Object.assign(document.createElement("b"), { className: "kind", textContent: words()[finding.severity] });
    const body = document.createElement("div");
    const there = this.shape(finding.element);
    const said = document.createElement(there ? "button" : "span");
    said.textContent = inPanelWords(this.named(finding, there));
    if (there) {
      said.type = "button";
      said.className = "plainbtn";
      said.addEventListener("click", () => this.visit(there));
    }
    body.append(said);
    if (finding.mend) body.append(Object.assign(document.createElement("p"), { className: "mend", textContent: inPanelWords(finding.mend) }));
    item.append(kind, body);
    return item;
  }

  // An element without a name is called by what it is.
  named(finding, element) {
    const { element: id, message } = finding;
    if (!element || element.businessObject.name || !id) return message;
    return message.replaceAll(`${id}（${id}）`, id).replaceAll(`${id} (${id})`, id).replaceAll(id, say(`没有名称的${kindOf(element, translate)}`, `a ${kindOf(element, translate).toLowerCase()} without a name`));
  }

  // What is drawn of an element: a process is its pool.
  shape(id) {
    const registry = this.modeler?.get("elementRegistry");
    return registry && id && (registry.get(id) ?? registry.find((one) => one.businessObject?.processRef?.id === id));
  }

  visit(element) {
    const canvas = this.modeler.get("canvas");
    canvas.scrollToElement(element, 80);
    this.modeler.get("selection").select(element);
  }

  mark() {
    if (!this.modeler) return;
    const overlays = this.modeler.get("overlays");
    const registry = this.modeler.get("elementRegistry");
    const canvas = this.modeler.get("canvas");
    overlays.remove({ type: "finding" });
    for (const severity of SEVERITIES) for (const id of this.marked?.[severity] ?? []) if (registry.get(id)) canvas.removeMarker(id, `finding-${severity}`);
    this.marked = { error: [], warning: [], note: [] };
    const by = new Map();
    for (const one of this.found) {
      const id = this.shape(one.element)?.id;
      if (id) by.set(id, [...(by.get(id) ?? []), one]);
    }
    for (const [id, list] of by) {
      const severity = SEVERITIES.find((one) => list.some((finding) => finding.severity === one));
      if (severity === "note") continue;
      this.marked[severity].push(id);
      canvas.addMarker(id, `finding-${severity}`);
      const element = registry.get(id);
      if (element === canvas.getRootElement()) continue;
      const badge = document.createElement("div");
      badge.className = `finding-badge ${severity}`;
      badge.title = list.map((one) => one.message).join("\n");
      badge.textContent = severity === "error" ? "!" : "?";
      overlays.add(id, "finding", { position: { top: -9, left: -9 }, html: badge });
    }
  }
}
