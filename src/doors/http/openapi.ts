import type { Command, Query } from '#store'
import { problemMedia } from './problem.ts'
import { inputSchema, type JsonSchema } from './parameters.ts'
import type { Door } from './context.ts'

type Operation = Readonly<Record<string, unknown>>

const companyParameter = {
  name: 'company',
  in: 'path',
  required: true,
  description: 'A company by its slug or its id.',
  schema: { type: 'string' },
}
/** The errors that an operation can end with, each described once in the components. */
const reasons = {
  400: 'The request cannot be read, or the input does not fit; facts.problems names the fields.',
  401: 'No token that is in force.',
  403: 'The role of this token may not do this.',
  404: 'There is no such company, or nothing of this id in it.',
  409: 'The idempotency key was used for another request, or a period is closed, or a plan has changed.',
  413: 'More bytes than allowed.',
  415: 'Another media type than JSON in UTF-8.',
  422: 'Understood and refused by a rule of the business; kind says by which.',
  429: 'Too many requests; Retry-After says when to come again.',
  500: 'Something broke; facts.id stands in the log of the server.',
  503: 'Not ready, or too much under way at once; Retry-After says when to come again.',
  504: 'It took too long and may still be done; repeat it with the same Idempotency-Key.',
} as const
type ErrorStatus = keyof typeof reasons

const openErrors: readonly ErrorStatus[] = [429, 500, 503]
const readErrors: readonly ErrorStatus[] = [400, 401, 403, 404, 429, 500, 503, 504]
const queryErrors: readonly ErrorStatus[] = [...readErrors, 422]
const bodyErrors: readonly ErrorStatus[] = [...queryErrors, 409, 413, 415]

/** Everything that this door offers as OpenAPI 3.1, made from the definitions. */
export function openApi({ commands, queries, version }: Pick<Door, 'commands' | 'queries' | 'version'>): object {
  const schemas: Record<string, unknown> = { Problem: problemSchema }
  const hoist = (name: string, schema: JsonSchema): JsonSchema => hoisted(schemas, name, schema)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kontor',
      version,
      description: 'The operating system for micro companies. Money is text such as "49.00 EUR", days are 2026-10-05.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: {
      ...fixedPaths(),
      ...Object.fromEntries(commands.map((it) => [`${inCompany}/commands/${it.name}`, { post: commandOf(it, hoist) }])),
      ...Object.fromEntries(queries.map((it) => [`${inCompany}/queries/${it.name}`, { get: queryOf(it, hoist) }])),
    },
    components: {
      schemas,
      responses: errorResponses(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
}

const inCompany = '/api/companies/{company}'
type Hoist = (name: string, schema: JsonSchema) => JsonSchema

function commandOf({ name, summary, who, effect, input }: Command, hoist: Hoist): Operation {
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary,
    description: `May be called by ${who.join(', ')}. Effect: ${effect}.`,
    parameters: [
      companyParameter,
      {
        name: 'dry-run',
        in: 'query',
        description: 'Shows the result and keeps nothing.',
        schema: { type: 'boolean', default: false },
      },
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'The same key and body: the same outcome, done once.',
        schema: { type: 'string', minLength: 1 },
      },
    ],
    requestBody: { required: true, content: json(hoist(name, inputSchema(input))) },
    responses: {
      200: { description: 'Done, or done before under this key.', content: json(doneSchema) },
      ...errors(bodyErrors),
    },
  }
}

function queryOf({ name, summary, who, input }: Query, hoist: Hoist): Operation {
  const { properties = {}, required = [] } = hoist(name, inputSchema(input))
  const parameters = Object.entries(properties).map(([parameter, schema]) => ({
    name: parameter,
    in: 'query',
    required: required.includes(parameter),
    ...(schema.type === 'object' ? { style: 'deepObject', explode: true } : {}),
    ...(typeof schema['description'] === 'string' ? { description: schema['description'] } : {}),
    schema,
  }))
  return {
    operationId: name,
    tags: [name.split('.')[0]],
    summary,
    description: `May be asked by ${who.join(', ')}.`,
    parameters: [companyParameter, ...parameters],
    responses: { 200: { description: 'The answer.', content: json({}) }, ...errors(queryErrors) },
  }
}

function fixedPaths(): Readonly<Record<string, unknown>> {
  const file = { type: 'string', format: 'binary' }
  const form = { type: 'object', properties: { file: { type: 'array', items: file } } }
  const after = {
    name: 'after',
    in: 'query',
    description: 'The number of the last line that is known.',
    schema: { type: 'integer', minimum: 0 },
  }
  const name = {
    name: 'name',
    in: 'query',
    description: "The file's name, when the body is the file.",
    schema: { type: 'string' },
  }
  return {
    '/healthz': { get: open('kontor.health', 'Whether the server is ready', openErrors) },
    '/openapi.json': { get: open('kontor.openapi', 'This description', openErrors) },
    '/api/companies': {
      get: fixed('kontor.companies', 'The companies that the token may see', { errors: readErrors }),
    },
    [`${inCompany}/log`]: {
      get: fixed('kontor.log', 'The company log, oldest line first, in pages', {
        parameters: [companyParameter, after],
        errors: readErrors,
      }),
    },
    [`${inCompany}/imports`]: {
      post: {
        ...fixed('kontor.import', 'Take in files: mail, bank statements, invoices', {
          parameters: [companyParameter, name],
          errors: [...readErrors, 413],
        }),
        requestBody: {
          required: true,
          content: { 'application/octet-stream': { schema: file }, 'multipart/form-data': { schema: form } },
        },
      },
    },
    '/api/events': {
      get: {
        ...fixed('kontor.events', 'Changes as they happen: server-sent events named changed', { errors: readErrors }),
        responses: { 200: { description: 'A stream.', content: { 'text/event-stream': {} } }, ...errors(readErrors) },
      },
    },
  }
}

function open(operationId: string, summary: string, statuses: readonly ErrorStatus[]): Operation {
  return { ...fixed(operationId, summary, { errors: statuses }), security: [] }
}

function fixed(
  operationId: string,
  summary: string,
  { parameters, errors: statuses }: { parameters?: readonly object[]; errors: readonly ErrorStatus[] },
): Operation {
  return {
    operationId,
    tags: ['kontor'],
    summary,
    ...(parameters ? { parameters } : {}),
    responses: { 200: { description: 'The answer.', content: json({}) }, ...errors(statuses) },
  }
}

function errors(statuses: readonly ErrorStatus[]): Operation {
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]))
}

function errorResponses(): Operation {
  const content = { [problemMedia]: { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(Object.entries(reasons).map(([status, description]) => [status, { description, content }]))
}

function json(schema: object): object {
  return { 'application/json': { schema } }
}

/** Definitions inside a schema move to the components, because their references start at the document. */
function hoisted(schemas: Record<string, unknown>, name: string, schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', `"#/components/schemas/${name}.`)
  const { $defs = {}, ...rest } = JSON.parse(text) as JsonSchema & { $defs?: Record<string, unknown> }
  for (const [key, value] of Object.entries($defs)) schemas[`${name}.${key}`] = value
  return rest
}

const doneSchema = {
  type: 'object',
  required: ['outcome', 'events', 'replayed', 'dryRun'],
  properties: {
    outcome: {},
    events: { type: 'array', items: { type: 'object', required: ['seq', 'type', 'body'] } },
    replayed: { type: 'boolean', description: 'It was done before under this key.' },
    dryRun: { type: 'boolean' },
  },
}

const problemSchema = {
  type: 'object',
  description: 'Problem details (RFC 9457): what happened and why, what to do, and facts for programs.',
  required: ['type', 'title', 'status', 'detail', 'kind', 'facts'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    fix: { type: 'string' },
    kind: { type: 'string' },
    facts: { type: 'object' },
  },
}
