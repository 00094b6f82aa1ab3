// doc/api.yaml, held against what the daemon answers: routes, methods, statuses and bodies.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { root } from '../../walks/lib/modules.mjs';

const web = createRequire(`${root}web/package.json`);
const { Ajv2020 } = web('ajv/dist/2020.js');
const { parse } = web('yaml');

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const description = parse(readFileSync(`${root}doc/api.yaml`, 'utf8'));
const paragraphs = readFileSync(`${root}doc/errors.md`, 'utf8');

// What the contract does not name is refused: an answer has no member that nobody promised.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, it]) => [key, closed(it)]));
  if (typeof copy.properties === 'object') copy.additionalProperties ??= false;
  return copy;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\dZ$/);
ajv.addFormat('date', /^\d{4}-[01]\d-[0-3]\d$/);
ajv.addSchema({ $id: 'api', ...closed(description) });

const pointer_part = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');

function followed(part) {
  if (!part?.$ref) return part;
  return part.$ref
    .slice(2)
    .split('/')
    .reduce((at, name) => at[name], description);
}

// The pointer to a schema; through the reference that a response or a request body may be.
function schema_pointer(part, pointer, type) {
  const at = part.$ref ? part.$ref.slice(1) : pointer;
  return `api#${at}/content/${pointer_part(type)}/schema`;
}

class Operation {
  constructor(method, path, what) {
    this.method = method.toUpperCase();
    this.path = path;
    this.name = `${this.method} ${path}`;
    this.what = what;
    this.pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
    this.pointer = `/paths/${pointer_part(path)}/${method}`;
    this.problems = what['x-problems'] ?? [];
    this.successes = Object.keys(what.responses).filter((status) => status < 400);
  }

  // The schema of the request's body, with its references followed; undefined where it has none,
  // or takes other octets.
  get body() {
    const json = followed(this.what.requestBody)?.content['application/json'];
    return json && resolved(json.schema);
  }

  // Throws, saying how the answer breaks the contract.
  check(answer) {
    const answered = this.what.responses[answer.status];
    const response = answered ?? (answer.status >= 400 ? this.what.responses.default : undefined);
    if (!response) throw new Error(`${this.name}: not in the contract: ${answer}`);
    const content = followed(response).content;
    const type = answer.header('content-type');
    if (!content) {
      if (answer.octets.length > 0) throw new Error(`${this.name}: has a body: ${answer}`);
      return;
    }
    if (!content[type]) throw new Error(`${this.name}: has the content type ${type}: ${answer}`);
    if (!/json/.test(type)) return;
    const key = answered ? answer.status : 'default';
    const pointer = schema_pointer(response, `${this.pointer}/responses/${key}`, type);
    const valid = ajv.getSchema(pointer);
    if (!valid(answer.json)) {
      throw new Error(`${this.name}: ${ajv.errorsText(valid.errors)}: ${answer}`);
    }
    if (!answered) this.#check_problem(answer);
  }

  #check_problem({ slug, status, json }) {
    if (json.status !== status) throw new Error(`${this.name}: ${status} says ${json.status}`);
    if (!this.problems.includes(slug) && !general_problems.includes(slug)) {
      throw new Error(`${this.name}: ${slug} is not among its x-problems`);
    }
  }
}

// For what is refused before it has a route.
export function check_problem(answer) {
  const valid = ajv.getSchema('api#/components/schemas/Problem');
  assert.equal(answer.header('content-type'), 'application/problem+json');
  assert.ok(valid(answer.json), `${ajv.errorsText(valid.errors)}: ${answer}`);
  assert.ok(general_problems.includes(answer.slug) || answer.slug === 'not-found', `${answer}`);
}

function resolved(schema) {
  const found = followed(schema);
  if (!found.properties) return found;
  const members = Object.entries(found.properties).map(([name, it]) => [name, resolved(it)]);
  return { ...found, properties: Object.fromEntries(members) };
}

const words_in_backticks = (text) => [...text.matchAll(/`([a-z-]+)`/g)].map(([, word]) => word);

// Any route may answer with these: the list in the contract's own description.
export const general_problems = words_in_backticks(
  /general ones \(([^)]+)\)/.exec(description.info.description)[1],
);

export const operations = Object.entries(description.paths).flatMap(([path, item]) =>
  methods
    .filter((method) => item[method])
    .map((method) => new Operation(method, path, item[method])),
);

export const problems_in_contract = new Set([
  ...general_problems,
  ...operations.flatMap((operation) => operation.problems),
]);

export const problems_explained = [...paragraphs.matchAll(/^## (\S+)$/gm)].map(([, it]) => it);

// What a run of the tests has seen: "POST /api/v1/sign-in 200" and "... not-accepted".
export const seen = new Set();

// Holds an answer against the contract; what the contract does not have must be no route either.
export function check(method, target, answer) {
  const path = target.split('?')[0];
  const at_path = operations.filter((operation) => operation.pattern.test(path));
  // A fixed path is matched before one with a parameter: "/sessions/end-others".
  at_path.sort((a, b) => a.path.includes('{') - b.path.includes('{'));
  const operation = at_path.find((one) => one.method === method);
  if (operation) {
    operation.check(answer);
    seen.add(`${operation.name} ${answer.slug ?? answer.status}`);
    return;
  }
  const expected = at_path.length > 0 ? 'method-not-allowed' : 'not-found';
  if (answer.slug !== expected) throw new Error(`${method} ${path}: no route, but: ${answer}`);
}
