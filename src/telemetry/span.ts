/** A span of a trace, and how spans are written for a collector: OTLP over HTTP, as JSON. */
import { randomBytes } from 'node:crypto';

/** Which span of which trace, as others name it: 32 and 16 hexadecimal digits. */
export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
}

type Attribute = string | number | boolean | null;
export type Attributes = Readonly<Record<string, Attribute>>;

export interface TraceSpan extends SpanPlace {
  readonly parent: SpanPlace | null;
  readonly name: string;
  /** Milliseconds since 1970, with their fractions. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Attributes;
  /** Other spans that led to it. */
  readonly links: readonly SpanPlace[];
}

/** A new place below another, or of a trace of its own. */
export const newPlace = (parent: SpanPlace | null): SpanPlace => ({
  traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
});

/** What is null is left out. */
const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: valueOf(value) }],
  );

/** OTLP: whole numbers are text, as all 64-bit integers in JSON of protobuf. */
function valueOf(value: NonNullable<Attribute>) {
  if (typeof value === 'boolean') return { boolValue: value };
  return typeof value === 'number' ? { intValue: String(value) } : { stringValue: value };
}

const nanoseconds = (ms: number): string => String(BigInt(Math.round(ms * 1_000)) * 1_000n);

/** OTLP: SPAN_KIND_INTERNAL. */
const internal = 1;

/** The body of one request to a collector. */
export const otlpOf = (spans: readonly TraceSpan[], resource: Attributes): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [
          {
            scope: { name: 'pawl' },
            spans: spans.map((span) => ({
              traceId: span.traceId,
              spanId: span.spanId,
              ...(span.parent === null ? {} : { parentSpanId: span.parent.spanId }),
              name: span.name,
              kind: internal,
              startTimeUnixNano: nanoseconds(span.startedAt),
              endTimeUnixNano: nanoseconds(span.endedAt),
              attributes: attributesOf(span.attributes),
              links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
            })),
          },
        ],
      },
    ],
  });
