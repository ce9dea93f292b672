package dev.gapless.common.platform;

/**
 * A setting of a topic.
 *
 * @param orMore true where a larger number is as good
 */
record RequiredSetting(String name, String value, boolean orMore) {

    static RequiredSetting exactly(String name, String value) {
        return new RequiredSetting(name, value, false);
    }

    static RequiredSetting atLeast(String name, long value) {
        return new RequiredSetting(name, Long.toString(value), true);
    }

    /** @param found as Kafka tells it; empty when it tells nothing */
    boolean holds(String found) {
        return orMore ? !found.isEmpty() && Long.parseLong(found) >= Long.parseLong(value) : found.equals(value);
    }

    String wanted() {
        return orMore ? value + " or more" : value;
    }
}
