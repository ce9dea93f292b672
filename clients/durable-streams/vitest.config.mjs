// The suite's parts about reading. What they write first goes through the adapter of DurableStreamIT.
const parts = [
  "Read Operations",
  "Long-Poll Operations",
  "Browser Security Headers",
  "HEAD Metadata",
  "Offset Validation and Resumability",
  "Protocol Edge Cases",
  "Long-Poll Edge Cases",
  "Caching and ETag",
  "Chunking and Large Payloads",
  "Read-Your-Writes Consistency",
  "SSE Mode",
  "JSON Mode",
  "Property-Based Tests \\(fast-check\\)",
  "HTTP Protocol should (return correct headers on GET|return empty body|read from offset)",
];

// Rules for writers in those parts: the order of Stream-Seq, and Stream-TTL, which a read path does not have.
const written = [
  "should enforce case-sensitive seq ordering",
  "should return TTL metadata if configured",
  "should return Expires-At metadata if configured",
  "Sequence Ordering Properties",
  "Concurrent Writer Stress Tests concurrent writers",
];

export default {
  test: {
    include: ["test/conformance.test.mjs"],
    testNamePattern: new RegExp(`^(?!.*(${written.join("|")}))(${parts.join("|")})`),
    testTimeout: 30_000,
  },
};
