package dev.gapless.common.message;

/** The numbers that stand for what an item is said to be, in a commit request. */
final class CommitCodes {

    private CommitCodes() {}

    static int of(ItemOperation operation) {
        return switch (operation) {
            case CREATE -> 0;
            case UPDATE -> 1;
            case DELETE -> 2;
        };
    }

    static ItemOperation operation(int code) {
        return switch (code) {
            case 0 -> ItemOperation.CREATE;
            case 1 -> ItemOperation.UPDATE;
            case 2 -> ItemOperation.DELETE;
            default -> throw new IllegalArgumentException("operation: %d (expected: 0 to 2)".formatted(code));
        };
    }

    static int of(IngestPath path) {
        return switch (path) {
            case LIVE -> 0;
            case MINED -> 1;
        };
    }

    static IngestPath path(int code) {
        return switch (code) {
            case 0 -> IngestPath.LIVE;
            case 1 -> IngestPath.MINED;
            default -> throw new IllegalArgumentException("path: %d (expected: 0 or 1)".formatted(code));
        };
    }
}
