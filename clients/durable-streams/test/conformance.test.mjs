// The protocol's own suite. The address is that of the adapter of DurableStreamIT, which writes what the suite reads.
import {runConformanceTests} from "@durable-streams/server-conformance-tests";

runConformanceTests({baseUrl: process.env.DURABLE_STREAMS_URL, longPollTimeoutMs: 2_000});
