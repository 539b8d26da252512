// Reading and writing what an element says. One edit is one command, so that one undo takes it back.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

export { getBusinessObject, is };

// The process behind a pool, else the element's own object.
export function subject(element) {
  const object = getBusinessObject(element);
  return is(object, "bpmn:Participant") ? object.get("processRef") : object;
}

export class Writer {
  constructor(injector) {
    this.injector = injector;
    this.stack = injector.get("commandStack");
    this.moddle = injector.get("bpmnFactory");
  }

  create(type, values, parent) {
    const made = this.moddle.create(type, values);
    made.$parent = parent;
    return made;
  }

  // steps: [[moddle element, properties], …]
  write(element, steps) {
    const commands = steps.map(([moddleElement, properties]) => ({
      cmd: "element.updateModdleProperties",
      context: { element, moddleElement, properties },
    }));
    if (commands.length === 1) this.stack.execute(commands[0].cmd, commands[0].context);
    else if (commands.length) this.stack.execute("daylight.together", { list: commands });
  }

  set(element, object, name, value) {
    this.write(element, [[object, { [name]: value === "" || value === false ? undefined : value }]]);
  }

  // Names of shapes are drawn: they go by way of the label.
  rename(element, name) {
    this.injector.get("modeling").updateProperties(element, { name: name || undefined });
  }

  ours(object, type) {
    return (object.get("extensionElements")?.get("values") ?? []).filter((value) => value.$type === type);
  }

  // The steps that replace our extension elements of this type by those with these values.
  replacing(object, type, list) {
    const holder = object.get("extensionElements");
    const kept = (holder?.get("values") ?? []).filter((value) => value.$type !== type);
    if (!holder && !list.length) return [];
    const into = holder ?? this.create("bpmn:ExtensionElements", { values: [] }, object);
    const values = [...kept, ...list.map((one) => this.create(type, clean(one), into))];
    if (!holder) {
      into.values = values;
      return [[object, { extensionElements: into }]];
    }
    return values.length ? [[holder, { values }]] : [[object, { extensionElements: undefined }]];
  }

  expression(parent, body) {
    return body ? this.create("bpmn:FormalExpression", { body }, parent) : undefined;
  }

  // The message or signal of this name, made if there is none: [it, the steps that make it].
  root(type, name) {
    const definitions = this.injector.get("bpmnjs").getDefinitions();
    const elements = definitions.get("rootElements");
    const there = elements.find((one) => one.$type === type && one.name === name);
    if (there) return [there, []];
    const id = `${type.slice(5)}_${Math.random().toString(36).slice(2, 9)}`;
    const made = this.create(type, { id, name }, definitions);
    return [made, [[definitions, { rootElements: [...elements, made] }]]];
  }
}

const clean = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ""));
