// What a step asks, how long it may take, what it is answerable for, how it counts.
import { say } from "../say.js";
import { area, feel, limit, link, options, select, text, tick, ticks } from "./entries.js";
import { separateEntry } from "./people.js";
import { getBusinessObject, is, subject } from "./writing.js";

const attribute = (element, writer, object, name) => ({
  getValue: () => object.get(`daylight:${name}`) || "",
  setValue: (value) => writer.set(element, object, `daylight:${name}`, (value ?? "").trim ? value.trim() : value),
});

export function formGroup(element, given, writer) {
  const object = getBusinessObject(element);
  const chosen = object.get("daylight:form");
  const form = given.forms.find((one) => one.name === chosen);
  const entries = [select({
    id: "form", element, label: say("表单", "Form"), ...attribute(element, writer, object, "form"),
    options: options(given.forms.map((one) => ({ value: one.name, label: `${say(one.title, one.en || one.title)}${say("（", " (")}${one.name}${say("）", ")")}` })),
      chosen, say("（没有这张表单）", "(no such form)"), say("不用表单", "No form")),
  })];
  if (chosen) entries.push(link({ id: "open-form", href: given.urls.form.replace("__", encodeURIComponent(chosen)), label: form ? say("打开这张表单", "Open this form") : say("新建这张表单", "Make this form") }));
  else entries.push(link({ id: "open-forms", href: given.urls.forms, label: say("新建表单", "Make a form") }));
  if (form && is(object, "bpmn:Task")) {
    const fields = form.fields.map((one) => ({ value: one.name, label: say(one.title, one.en || one.title) }));
    for (const [name, label, description] of [
      ["reads", say("在这一步只读的字段", "Fields only read at this step"), say("显示已有的值，不能改。", "The value is shown and cannot be changed.")],
      ["hides", say("在这一步不出现的字段", "Fields not shown at this step"), undefined],
    ]) {
      entries.push(ticks({ id: name, element, label, description, options: fields,
        getValue: () => names(object.get(`daylight:${name}`)),
        setValue: (list) => writer.set(element, object, `daylight:${name}`, list.join(", ")) }));
    }
  }
  return { id: "form-group", label: say("表单", "Form"), entries, shouldOpen: true };
}

const names = (value) => (value || "").split(",").map((one) => one.trim()).filter(Boolean);

export const limitGroup = (element, given, writer) => {
  const object = getBusinessObject(element);
  return {
    id: "limit-group", label: say("办理时限", "Limit of the step"), shouldOpen: true,
    entries: [limit({ id: "limit", element, label: say("这一步最多办多久", "How long this step may take"), ...attribute(element, writer, object, "limit") })],
  };
};

export function dutyGroup(element, given, writer) {
  const object = getBusinessObject(element);
  return {
    id: "duty-group", label: say("职责和廉政风险", "Duty and risk"),
    entries: [
      area({ id: "duty", element, label: say("职责", "Duty in Chinese"), ...attribute(element, writer, object, "duty") }),
      area({ id: "dutyEn", element, label: say("职责（英文）", "Duty in English"), ...attribute(element, writer, object, "dutyEn") }),
      select({ id: "risk", element, label: say("风险等级", "Risk grade"), ...attribute(element, writer, object, "risk"),
        options: [["", say("没有风险点", "No risk point")], ["high", say("高", "High")], ["middle", say("中", "Middle")], ["low", say("低", "Low")]].map(([value, label]) => ({ value, label })) }),
      area({ id: "safeguard", element, label: say("防控措施", "Safeguard in Chinese"), ...attribute(element, writer, object, "safeguard") }),
      area({ id: "safeguardEn", element, label: say("防控措施（英文）", "Safeguard in English"), ...attribute(element, writer, object, "safeguardEn") }),
    ],
  };
}

// The public stage. Choosing one that is there takes its English along.
export function stageGroup(element, given, writer) {
  const object = getBusinessObject(element);
  const stages = new Map();
  writer.injector.get("elementRegistry").forEach((one) => {
    const found = getBusinessObject(one)?.get?.("daylight:stage");
    if (found && is(one, "bpmn:FlowNode")) stages.set(found, getBusinessObject(one).get("daylight:stageEn") || stages.get(found) || "");
  });
  const now = object.get("daylight:stage") || "";
  return {
    id: "stage-group", label: say("公众看到的阶段", "Stage the public sees"),
    entries: [
      select({ id: "stage-of", element, label: say("选一个已有的阶段", "Choose a stage that is there"), getValue: () => now,
        setValue: (value) => writer.write(element, [[object, { "daylight:stage": value || undefined, "daylight:stageEn": stages.get(value) || undefined }]]),
        options: [{ value: "", label: say("不属于任何阶段", "None") }, ...[...stages].map(([value, en]) => ({ value, label: say(value, en || value) }))] }),
      text({ id: "stage", element, label: say("阶段名", "Stage in Chinese"), ...attribute(element, writer, object, "stage") }),
      text({ id: "stageEn", element, label: say("阶段名（英文）", "Stage in English"), ...attribute(element, writer, object, "stageEn") }),
    ],
  };
}

export function clockGroup(element, given, writer) {
  const object = getBusinessObject(element);
  const clock = object.get("daylight:clock") || "";
  const entries = [select({
    id: "clock", element, label: say("法定时限计时", "The statutory clock"), ...attribute(element, writer, object, "clock"),
    options: [["", say("照常", "Goes on as usual")], ["starts", say("办完时开始计时", "Counting begins when it is done")],
      ["ends", say("办完时停止计时（作出决定）", "Counting ends when it is done (the decision)")],
      ["excluded", say("在这里的日子不计入时限", "Days spent here do not count")],
      ["statutory", say("办完后只按法定时限（复杂事项）", "Afterwards only the statutory limit binds (complex matters)")]].map(([value, label]) => ({ value, label })),
  })];
  if (clock === "starts" || clock === "ends") {
    entries.push(feel({ id: "on", element, label: say("从哪一天算（不写即当天）", "From which day (today if empty)"), variables: given.names, ...attribute(element, writer, object, "on") }));
  }
  if (clock) entries.push(text({ id: "article", element, label: say("依据的条款", "By which article"), ...attribute(element, writer, object, "article") }));
  return { id: "clock-group", label: say("时限计时", "Clock"), entries };
}

export function moreOfTask(element, given, writer) {
  const object = getBusinessObject(element);
  const on = (name, value) => ({
    getValue: () => object.get(`daylight:${name}`) === value,
    setValue: (ticked) => writer.set(element, object, `daylight:${name}`, ticked ? value : ""),
  });
  return {
    id: "more", label: say("其他", "More"),
    entries: [
      tick({ id: "mergeable", element, label: say("停在这里时可以并案、分案", "Cases may be merged or split while here"), ...on("mergeable", "true") }),
      text({ id: "hears", element, label: say("答复哪里征求的意见（定时事件的编号）", "Answers the opinions called for at (id of the timer event)"), ...attribute(element, writer, object, "hears"),
        description: say("这一步填的，签署后公布在征求意见的页面上。", "What is filled in at this step is published beside the call once signed.") }),
      tick({ id: "asks-number", element, label: say("由人说明下一步做几次", "A person says how often the next step is done"), ...on("asks", "number") }),
    ],
  };
}

export function scriptGroup(element, given, writer) {
  const object = getBusinessObject(element);
  return {
    id: "script-group", label: say("计算", "Calculation"), shouldOpen: true,
    entries: [
      feel({ id: "script", element, label: say("算什么（FEEL）", "What is worked out (FEEL)"), variables: given.names,
        getValue: () => `=${(object.get("script") || "").replace(/^\s*=?\s*/, "")}`,
        setValue: (value) => writer.write(element, [[object, { script: (value || "").replace(/^\s*=\s*/, "") || undefined, scriptFormat: "feel" }]]) }),
      text({ id: "result", element, label: say("结果叫什么", "Name of the result"), ...attribute(element, writer, object, "result") }),
    ],
  };
}

export function decisionGroup(element, given, writer) {
  const object = getBusinessObject(element);
  const chosen = object.get("daylight:decision");
  const table = given.decisions.find((one) => one.id === chosen);
  const entries = [
    select({ id: "decision", element, label: say("决策表", "Decision table"), ...attribute(element, writer, object, "decision"),
      options: options(given.decisions.map((one) => ({ value: one.id, label: `${one.name}${say("（", " (")}${one.id}${say("）", ")")}` })), chosen, say("（没有这张表）", "(no such table)"), say("选择决策表", "Choose a table")) }),
    text({ id: "result", element, label: say("结果叫什么", "Name of the result"), ...attribute(element, writer, object, "result") }),
  ];
  entries.push(tick({ id: "discretion", element, label: say("这张表是裁量基准，向公众公布", "This table is a discretion standard and is published"),
    getValue: () => object.get("daylight:discretion") === "true", setValue: (value) => writer.set(element, object, "daylight:discretion", value ? "true" : "") }));
  entries.push(link({ id: "open-table", href: table ? given.urls.table.replace("__", encodeURIComponent(table.file)) : given.urls.forms, label: table ? say("打开这张表", "Open this table") : say("新建决策表", "Make a decision table") }));
  return { id: "decision-group", label: say("决策表", "Decision table"), entries, shouldOpen: true };
}

export function callGroup(element, given, writer) {
  const object = getBusinessObject(element);
  return {
    id: "call-group", label: say("类别流程", "Category flow"), shouldOpen: true,
    entries: [select({ id: "called", element, label: say("调用哪个流程", "Which flow is called"),
      getValue: () => object.get("calledElement") || "", setValue: (value) => writer.set(element, object, "calledElement", value),
      options: options(given.processes.map((one) => ({ value: one.id, label: `${one.name || one.id}${say("（", " (")}${one.file}${say("）", ")")}` })), object.get("calledElement"), say("（没有这个流程）", "(no such flow)"), say("选择流程", "Choose a flow")) }),
      text({ id: "result", element, label: say("结果叫什么", "Name of the result"), ...attribute(element, writer, object, "result") }),
      limit({ id: "limit", element, label: say("里面没写时限的环节最多办多久", "Limit of the steps inside that say none"), ...attribute(element, writer, object, "limit") }),
      separateEntry(element, writer)],
  };
}

// An event sub-process that an officer starts at any moment, beside what is open.
export function branchGroup(element, given, writer) {
  const object = getBusinessObject(element);
  const on = object.get("daylight:branch") === "true";
  const entries = [tick({ id: "branch", element, label: say("支流程：办件中随时可以由人启动（专家评审、委托评估）", "Branch flow: an officer starts it at any moment (expert review, assessment)"),
    getValue: () => on, setValue: (ticked) => writer.set(element, object, "daylight:branch", ticked ? "true" : "") })];
  if (on) entries.push(
    text({ id: "result", element, label: say("结果清单叫什么", "Name of the list of results"), ...attribute(element, writer, object, "result") }),
    text({ id: "outputs", element, label: say("交出的数据（用逗号分开）", "Data handed up (separated by commas)"), ...attribute(element, writer, object, "outputs") }),
    text({ id: "holds", element, label: say("哪些环节等它办完（编号，或 all）", "Steps that wait for its end (ids, or all)"), ...attribute(element, writer, object, "holds") }));
  return { id: "branch-group", label: say("支流程", "Branch flow"), entries, shouldOpen: true };
}

export function powerGroup(element, given, writer) {
  const process = subject(element);
  const of = (name) => attribute(element, writer, process, name);
  return {
    id: "power", label: say("权力和时限", "Power and limits"), shouldOpen: true,
    entries: [
      text({ id: "process-name", element, label: say("流程名", "Name of the flow"), getValue: () => process.get("name") || "", setValue: (value) => writer.set(element, process, "name", value) }),
      text({ id: "process-en", element, label: say("流程名（英文）", "Name of the flow in English"), ...of("en") }),
      text({ id: "power-code", element, label: say("权力编码", "Code of the power"), ...of("power"), description: say("不写的是供别的流程调用的类别流程。", "A flow without one is called by others.") }),
      limit({ id: "statute", element, label: say("法定时限", "Statutory limit"), ...of("limit") }),
      limit({ id: "promise", element, label: say("承诺时限", "Promised limit"), ...of("promise") }),
      limit({ id: "extension", element, label: say("可以延长", "May be extended by"), ...of("extension") }),
      select({ id: "matter", element, label: say("办件怎么称呼", "How cases are spoken of"), ...of("matter"),
        options: [["", say("按谁发起：申请或者案件", "By who begins: application or case")], ["application", say("申请", "Application")], ["declaration", say("申报", "Declaration")],
          ["letter", say("来信", "Letter")], ["report", say("举报", "Report")], ["case", say("案件", "Case")], ["business", say("机关自己的事项", "The authority's own business")]].map(([value, label]) => ({ value, label })) }),
      tick({ id: "reusable", element, label: say("类别流程：供别的流程调用", "Category flow: called by other flows"), getValue: () => process.get("daylight:reusable") === "true", setValue: (on) => writer.set(element, process, "daylight:reusable", on ? "true" : "") }),
      text({ id: "outputs", element, label: say("被调用时交出的数据", "Data handed up when called"), ...of("outputs"), description: say("用逗号分开；不写即全部。", "Separated by commas; all if empty.") }),
    ],
  };
}
