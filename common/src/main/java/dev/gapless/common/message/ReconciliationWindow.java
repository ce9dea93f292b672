package dev.gapless.common.message;

import java.util.List;
import java.util.stream.IntStream;

/** The ids of the coverage windows in which a reconciliation claims what it has compared. */
public final class ReconciliationWindow {

    /** One reconciliation claims no more windows than this. */
    public static final int MOST = 10;

    private ReconciliationWindow() {}

    /**
     * @param task the id of the task that reconciles
     * @param part from 0 to less than {@link #MOST}
     */
    public static String id(String task, int part) {
        return part == 0 ? task + ":reconciled" : "%s:reconciled#%d".formatted(task, part + 1);
    }

    /** All that the task may have claimed. */
    public static List<String> ids(String task) {
        return IntStream.range(0, MOST).mapToObj(part -> id(task, part)).toList();
    }
}
