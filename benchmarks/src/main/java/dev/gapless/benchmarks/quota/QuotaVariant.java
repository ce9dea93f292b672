package dev.gapless.benchmarks.quota;

/**
 * How {@link QuotaBenchmark} runs.
 *
 * @param credentials of the one source
 * @param headers the source's answers say what is left; without them refusals alone tell of the limit
 * @param pool the credentials are the source's own, and no account has one
 * @param redisStopped Redis is stopped in the middle, and the limit is not halved
 */
public record QuotaVariant(int credentials, boolean headers, boolean pool, boolean redisStopped) {

    String name() {
        return "quota" + (headers ? "" : "-no-headers") + (pool ? "-pool" : "")
                + (redisStopped ? "-redis-stopped" : "");
    }

    String words() {
        return (pool ? ", in a pool" : "") + (headers ? "" : ", and no answer tells what is left");
    }
}
