package dev.gapless.benchmarks.measure;

/**
 * Processor seconds, since some moment.
 *
 * @param jvm of this process: the services, the Kafka broker, the clients, and what the JVM needs for itself
 * @param postgres of PostgreSQL's processes, those that have ended meanwhile included
 * @param redis of Redis
 * @param other of a process that this one started beside them; 0 where there is none
 * @param machine of all that runs on this machine, these included
 */
public record Cpu(double jvm, double postgres, double redis, double other, double machine) {

    static final Cpu NONE = new Cpu(0, 0, 0, 0, 0);

    /** What is ours. */
    public double total() {
        return jvm + postgres + redis + other;
    }

    /** What others on this machine used, who are no part of the benchmark. */
    public double foreign() {
        return Math.max(0, machine - total());
    }

    Cpu minus(Cpu before) {
        return new Cpu(
                jvm - before.jvm,
                postgres - before.postgres,
                redis - before.redis,
                other - before.other,
                machine - before.machine);
    }

    Cpu plus(Cpu more) {
        return new Cpu(
                jvm + more.jvm,
                postgres + more.postgres,
                redis + more.redis,
                other + more.other,
                machine + more.machine);
    }
}
