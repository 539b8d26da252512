// Reads JSON lines {"name", "xml"} and says of each what bpmn-moddle with the studio's descriptor warns of, and the file as the studio saves it.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import BpmnModdle from 'bpmn-moddle';

const daylight = JSON.parse(readFileSync('app/ui/src/studio/daylight.json', 'utf8'));

for await (const line of createInterface({ input: process.stdin })) {
  const { name, xml } = JSON.parse(line);
  const said = { name, error: null, warnings: [], plain: [], xml: null };
  try {
    said.plain = (await new BpmnModdle().fromXML(xml)).warnings.map((warning) => warning.message);
    const moddle = new BpmnModdle({ daylight });
    const { rootElement, warnings } = await moddle.fromXML(xml);
    said.warnings = warnings.map((warning) => warning.message);
    said.xml = (await moddle.toXML(rootElement, { format: true })).xml;
  } catch (error) {
    said.error = error.message;
  }
  console.log(JSON.stringify(said));
}
