/** Runs the demo CRM by itself: `node demo/main.ts [--port 4501] [--token demo] [--day 0]`. Ctrl-C ends it. */
import { parseArgs } from 'node:util';
import { startCrm } from './crm-server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4501' },
    token: { type: 'string', default: 'demo' },
    day: { type: 'string', default: '0' },
  },
});

const crm = await startCrm({ token: values.token, port: Number(values.port), day: Number(values.day) });
console.log(`Demo CRM on ${crm.url} (bearer token "${values.token}"), day ${crm.day()}`);
console.log(`  Contacts:      curl -H 'authorization: Bearer ${values.token}' '${crm.url}/api/contacts?page=1'`);
console.log(`  Make it a day: curl -X POST ${crm.url}/demo/advance`);
