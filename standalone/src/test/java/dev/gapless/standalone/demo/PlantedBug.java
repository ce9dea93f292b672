package dev.gapless.standalone.demo;

/** The deliberate bugs, each at work on every sixth account; the sixth sixth has none. */
enum PlantedBug {
    DROPS_ITEMS,
    PUBLISHES_TWICE,
    LETS_OLDER_REPLACE_NEWER,
    DROPS_TOMBSTONES,
    CLAIMS_BEFORE_THE_SUBSCRIPTION;

    /** The sandbox's accounts are numbered: {@code acc-0001}. */
    boolean concerns(String account) {
        return switch (this) {
            case DROPS_ITEMS -> group(account) == 0;
            case PUBLISHES_TWICE -> group(account) == 1;
            case LETS_OLDER_REPLACE_NEWER -> group(account) == 2;
            case DROPS_TOMBSTONES -> group(account) == 3;
            case CLAIMS_BEFORE_THE_SUBSCRIPTION -> group(account) == 4;
        };
    }

    static boolean concernsNone(String account) {
        return group(account) == 5;
    }

    private static int group(String account) {
        return Integer.parseInt(account.substring(account.length() - 4)) % 6;
    }
}
