package dev.gapless.benchmarks.measure;

/**
 * Processor seconds, since some moment.
 *
 * @param jvm of this process: the services, the Kafka broker, the clients, the collector; not the compilers
 * @param compiling of the JVMs' compilers, which are done after some minutes of a service's life: told, and not counted
 * @param postgres of PostgreSQL's processes, those that have ended meanwhile included
 * @param redis of Redis
 * @param other of a process that this one started beside them; 0 where there is none
 * @param machine of all that runs on this machine, these included
 */
public record CpuTime(double jvm, double compiling, double postgres, double redis, double other, double machine) {

    /** What is ours. */
    public double total() {
        return jvm + postgres + redis + other;
    }

    /** What others on this machine used, who are no part of the benchmark. */
    public double foreign() {
        return Math.max(0, machine - total() - compiling);
    }

    CpuTime minus(CpuTime before) {
        return new CpuTime(
                jvm - before.jvm,
                compiling - before.compiling,
                postgres - before.postgres,
                redis - before.redis,
                other - before.other,
                machine - before.machine);
    }

    CpuTime plus(CpuTime more) {
        return new CpuTime(
                jvm + more.jvm,
                compiling + more.compiling,
                postgres + more.postgres,
                redis + more.redis,
                other + more.other,
                machine + more.machine);
    }
}
