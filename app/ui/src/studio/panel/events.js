// Events, ways and gateways: what is waited for, when a way is taken.
import { say } from "../say.js";
import { feel, note, select, span, spanOf, text, tick } from "./entries.js";
import { getBusinessObject, is } from "./writing.js";

const KINDS = [["timeDuration", () => say("经过一段时间", "After some time")], ["timeDate", () => say("到某一时刻", "At a moment")], ["timeCycle", () => say("反复", "Again and again")]];

export function eventGroup(element, given, writer) {
  const event = getBusinessObject(element);
  const definition = (event.get("eventDefinitions") ?? [])[0];
  if (!definition) return null;
  if (is(definition, "bpmn:TimerEventDefinition")) return timerGroup(element, definition, given, writer);
  if (is(definition, "bpmn:MessageEventDefinition")) return namedGroup(element, event, definition, "bpmn:Message", "messageRef", given, writer);
  if (is(definition, "bpmn:SignalEventDefinition")) return namedGroup(element, event, definition, "bpmn:Signal", "signalRef", given, writer);
  if (is(definition, "bpmn:ConditionalEventDefinition")) return conditionalGroup(element, definition, given, writer);
  return null;
}

function timerGroup(element, definition, given, writer) {
  const kind = KINDS.map(([name]) => name).find((name) => definition.get(name)) ?? "timeDuration";
  const body = () => definition.get(kind)?.get("body") || "";
  const put = (name, value) => writer.write(element, [[definition, {
    timeDuration: undefined, timeDate: undefined, timeCycle: undefined, [name]: writer.expression(definition, value),
  }]]);
  const entries = [select({
    id: "timer-kind", element, label: say("什么时候", "When"), options: KINDS.map(([value, label]) => ({ value, label: label() })),
    getValue: () => kind,
    setValue: (name) => put(name, { timeDuration: "= working days(5)", timeDate: "= promise - working days(2)", timeCycle: "R/P1D" }[name]),
  })];
  if (kind !== "timeCycle") {
    entries.push(span({ id: "timer-span", element, date: kind === "timeDate", label: say("多久", "How long"), getValue: body, setValue: (value) => put(kind, value) }));
  }
  entries.push(feel({
    id: "timer-text", element, feel: "optional", label: say("写法", "As it is written"), variables: given.names,
    description: spanOf(body(), kind === "timeDate")[0] === "own"
      ? say("等号开头的是 FEEL，例如 = promise - working days(2)；其他的照字面，例如 P5D。", "With a leading = it is FEEL, such as = promise - working days(2); else a literal, such as P5D.") : undefined,
    getValue: body, setValue: (value) => put(kind, value),
  }));
  const event = getBusinessObject(element);
  if (is(event, "bpmn:IntermediateCatchEvent")) {
    entries.push(text({ id: "invites", element, label: say("等待时公开征求意见，公布哪些数据", "Opinions are called for meanwhile; data shown"),
      description: say("用逗号分开，第一个是标题；不写就不征求。", "Separated by commas, the title first; none are called for if empty."),
      getValue: () => event.get("daylight:invites") || "", setValue: (value) => writer.set(element, event, "daylight:invites", (value || "").trim()) }));
    for (const [word, label] of [["attendees", say("听证报名：旁听名额是哪个数据", "Signing up for a hearing: the value with the seats to attend")], ["speakers", say("听证报名：发言名额是哪个数据", "Signing up for a hearing: the value with the seats to speak")]])
      entries.push(text({ id: word, element, label,
        getValue: () => event.get(`daylight:${word}`) || "", setValue: (value) => writer.set(element, event, `daylight:${word}`, (value || "").trim() || undefined) }));
  }
  return { id: "timer", label: say("定时", "Timer"), entries, shouldOpen: true };
}

function namedGroup(element, event, definition, type, reference, given, writer) {
  const message = type === "bpmn:Message";
  const entries = [text({
    id: "reference", element, label: message ? say("消息名", "Name of the message") : say("信号名", "Name of the signal"),
    getValue: () => definition.get(reference)?.get("name") || "",
    setValue: (name) => {
      if (!name) return writer.write(element, [[definition, { [reference]: undefined }]]);
      const [root, made] = writer.root(type, name);
      return writer.write(element, [...made, [definition, { [reference]: root }]]);
    },
  })];
  if (message && !is(event, "bpmn:ThrowEvent")) {
    entries.push(feel({ id: "when", element, label: say("什么情况下收", "Taken only while"), variables: given.names,
      getValue: () => event.get("daylight:when") || "", setValue: (value) => writer.set(element, event, "daylight:when", value) }));
  }
  return { id: "message", label: message ? say("消息", "Message") : say("信号", "Signal"), entries, shouldOpen: true };
}

function conditionalGroup(element, definition, given, writer) {
  return { id: "conditional", label: say("条件", "Condition"), shouldOpen: true, entries: [feel({
    id: "condition", element, label: say("什么情况下发生", "Happens when"), variables: given.names,
    getValue: () => definition.get("condition")?.get("body") || "",
    setValue: (value) => writer.write(element, [[definition, { condition: writer.expression(definition, value) }]]),
  })] };
}

export function messageOfTask(element, given, writer) {
  const task = getBusinessObject(element);
  return { id: "message", label: say("消息", "Message"), shouldOpen: true, entries: [text({
    id: "reference", element, label: say("消息名", "Name of the message"), getValue: () => task.get("messageRef")?.get("name") || "",
    setValue: (name) => {
      if (!name) return writer.write(element, [[task, { messageRef: undefined }]]);
      const [root, made] = writer.root("bpmn:Message", name);
      return writer.write(element, [...made, [task, { messageRef: root }]]);
    },
  })] };
}

const forks = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"];

// A way out of a gateway: the condition, chosen from a form's own options or written.
export function flowGroup(element, given, writer) {
  const flow = getBusinessObject(element);
  const source = flow.get("sourceRef");
  if (!source || !(forks.some((one) => is(source, one)) || is(source, "bpmn:Activity"))) return null;
  const isDefault = source.get("default") === flow;
  const entries = [tick({
    id: "default", element, label: say("其他情况都走这里", "Taken in every other case"), getValue: () => isDefault,
    setValue: (on) => writer.write(element, [[source, { default: on ? flow : undefined }], ...(on ? [[flow, { conditionExpression: undefined }]] : [])]),
  })];
  if (!isDefault) {
    const body = () => flow.get("conditionExpression")?.get("body") || "";
    const put = (value) => writer.write(element, [[flow, { conditionExpression: writer.expression(flow, value) }]]);
    const [, name = "", answer = ""] = /^=?\s*(\S+)\s*=\s*(?:"(.*)"|true|false)\s*$/.exec(body()) ?? [];
    const field = given.choices.find((one) => one.name === name);
    const value = field?.yesno ? /true\s*$/.test(body()) ? "true" : "false" : answer;
    const written = (one, chosen) => put(one.yesno ? `= ${one.name} = ${chosen}` : `= ${one.name} = "${chosen}"`);
    entries.push(select({
      id: "condition-field", element, label: say("看哪一项的回答", "By which answer"), getValue: () => (field ? name : ""),
      options: [{ value: "", label: field || !body() ? say("选择一项", "Choose one") : say("按下面写的", "As written below") },
        ...given.choices.map((one) => ({ value: one.name, label: `${say(one.title, one.en || one.title)}${say("（", " (")}${say(one.form, one.formEn || one.form)}${say("）", ")")}` }))],
      setValue: (chosen) => { const one = given.choices.find((each) => each.name === chosen); if (one) written(one, one.options[0].value); },
    }));
    if (field) entries.push(select({ id: "condition-answer", element, label: say("回答是", "Answered"), getValue: () => value,
      options: field.options.map((one) => ({ value: one.value, label: say(one.text, one.en || one.text) })), setValue: (chosen) => written(field, chosen) }));
    entries.push(feel({ id: "condition", element, label: say("条件（FEEL）", "Condition (FEEL)"), variables: given.names, getValue: body, setValue: put }));
  }
  return { id: "flow", label: say("什么情况下走这里", "When this way is taken"), entries, shouldOpen: true };
}

export function gatewayGroup(element, given, writer) {
  const gateway = getBusinessObject(element);
  const ways = gateway.get("outgoing") ?? [];
  const shown = (flow) => flow.name || flow.get("targetRef")?.name || flow.id;
  return { id: "gateway", label: say("分支", "Ways"), shouldOpen: true, entries: [
    select({ id: "default-way", element, label: say("其他情况都走", "In every other case"), getValue: () => gateway.get("default")?.id || "",
      options: [{ value: "", label: say("没有，条件必须写全", "None: the conditions cover all") }, ...ways.map((flow) => ({ value: flow.id, label: shown(flow) }))],
      setValue: (id) => { const flow = ways.find((one) => one.id === id); writer.write(element, [[gateway, { default: flow }], ...(flow ? [[flow, { conditionExpression: undefined }]] : [])]); } }),
    tick({ id: "asks", element, label: say("由办理的人选择去向", "A person chooses the way"), getValue: () => gateway.get("daylight:asks") === "choice", setValue: (on) => writer.set(element, gateway, "daylight:asks", on ? "choice" : "") }),
    note({ id: "gateway-note", label: say("条件写在每一条连线上：点一条连线即可。", "Conditions stand on the ways: click one.") }),
  ] };
}
