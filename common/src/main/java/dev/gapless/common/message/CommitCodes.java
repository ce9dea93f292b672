package dev.gapless.common.message;

/** The numbers that stand for what an item is said to be, in a commit request. */
final class CommitCodes {

    private CommitCodes() {}

    static int of(Operation operation) {
        return switch (operation) {
            case CREATE -> 0;
            case UPDATE -> 1;
            case DELETE -> 2;
        };
    }

    static Operation operation(int code) {
        return switch (code) {
            case 0 -> Operation.CREATE;
            case 1 -> Operation.UPDATE;
            case 2 -> Operation.DELETE;
            default -> throw new IllegalArgumentException("operation: %d (expected: 0 to 2)".formatted(code));
        };
    }

    static int of(Door door) {
        return switch (door) {
            case LIVE -> 0;
            case MINED -> 1;
        };
    }

    static Door door(int code) {
        return switch (code) {
            case 0 -> Door.LIVE;
            case 1 -> Door.MINED;
            default -> throw new IllegalArgumentException("door: %d (expected: 0 or 1)".formatted(code));
        };
    }
}
