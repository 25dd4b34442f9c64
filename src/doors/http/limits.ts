import { minuteMs, secondMs } from '#kernel'

export type Rate = { readonly burst: number; readonly perSecond: number }

/** Every limit of this door has a name; an installation may set its own. */
export type HttpLimits = {
  /** Bytes of a JSON body. */
  readonly bodyBytes: number
  /** Bytes of an uploaded file that is the whole body; its bytes are handed on as they come. */
  readonly fileBytes: number
  /** Bytes of a form with files, which is read before its files can be told apart. */
  readonly formBytes: number
  readonly filesPerForm: number
  /** Uploads under way at once. */
  readonly uploadsAtOnce: number
  /** Nested lists and objects in a JSON body. */
  readonly jsonDepth: number
  readonly keyCharacters: number
  readonly nameCharacters: number
  /** Requests answered at once; more are asked to come again. */
  readonly atOnce: number
  readonly requestMs: number
  readonly uploadMs: number
  readonly perToken: Rate
  /** All requests from one address, good or bad. */
  readonly perAddress: Rate
  /** Requests from one address that nobody answers for: without a token, or with a bad one. */
  readonly perStranger: Rate
  /** Addresses and tokens whose rate is remembered. */
  readonly ratesKept: number
  readonly streams: number
  readonly streamsPerPrincipal: number
  /** A stream is ended after this and opened anew by its reader, who is then asked again who it is. */
  readonly streamMs: number
  readonly heartbeatMs: number
  /** How late commits of other processes are noticed. */
  readonly pollMs: number
  readonly pageLines: number
  readonly healthMs: number
}

const kibibyte = 1024
const mebibyte = 1024 * kibibyte

export const defaultLimits: HttpLimits = {
  bodyBytes: 2 * mebibyte,
  fileBytes: 256 * mebibyte,
  formBytes: 32 * mebibyte,
  filesPerForm: 20,
  uploadsAtOnce: 4,
  jsonDepth: 32,
  keyCharacters: 150,
  nameCharacters: 200,
  atOnce: 256,
  requestMs: 30 * secondMs,
  uploadMs: 5 * minuteMs,
  perToken: { burst: 500, perSecond: 100 },
  perAddress: { burst: 2_000, perSecond: 400 },
  perStranger: { burst: 60, perSecond: 1 },
  ratesKept: 10_000,
  streams: 100,
  streamsPerPrincipal: 20,
  streamMs: 15 * minuteMs,
  heartbeatMs: 15 * secondMs,
  pollMs: secondMs,
  pageLines: 500,
  healthMs: secondMs,
}

/** Limits of the connections themselves, before there is a request. */
export type SocketLimits = {
  readonly headerBytes: number
  readonly headers: number
  readonly connections: number
  readonly headersMs: number
  /** From the first byte of a request to its last; longer than any time in which a request is answered. */
  readonly bodyMs: number
  readonly keepAliveMs: number
  /** How often slow connections are looked for. */
  readonly checkMs: number
  readonly requestsPerSocket: number
  /** What is under way when the server stops has this long to end. */
  readonly stopMs: number
}

export const defaultSocketLimits: SocketLimits = {
  headerBytes: 16 * kibibyte,
  headers: 100,
  connections: 512,
  headersMs: 10 * secondMs,
  bodyMs: 6 * minuteMs,
  keepAliveMs: 5 * secondMs,
  checkMs: secondMs,
  requestsPerSocket: 10_000,
  stopMs: secondMs,
}
