package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers who come while others are being served share the next transaction, so that many small requests cost what
 * a few large ones do. No request waits for others: who finds a place free begins at once.
 *
 * <p>What fails for all is asked again for each alone, so no request is refused for what another sent. A caller's items
 * stay together and in their order.
 */
public final class GroupCommitLedger implements ItemLedger {

    private static final class Request {
        private final List<Item> items;
        private final List<DecidedSpan> decided;
        private boolean taken;
        private @Nullable CommitOutcome outcome;
        private @Nullable RuntimeException failure;

        private Request(List<Item> items, List<DecidedSpan> decided) {
            this.items = items;
            this.decided = decided;
        }

        private boolean done() {
            return outcome != null || failure != null;
        }

        private CommitOutcome outcome() {
            if (outcome != null) {
                return outcome;
            }
            throw failure == null ? new IllegalStateException("not done") : failure;
        }
    }

    private final ItemLedger ledger;
    private final int places;
    private final int mostItems;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Request> waiting = new ArrayDeque<>();
    private int busy;

    /**
     * @param places transactions at once
     * @param mostItems of requests that share one; a larger request goes alone
     */
    public GroupCommitLedger(ItemLedger ledger, int places, int mostItems) {
        this.ledger = ledger;
        this.places = places;
        this.mostItems = mostItems;
    }

    @Override
    public CommitOutcome commit(List<Item> items, List<DecidedSpan> decided) {
        Request mine = new Request(items, decided);
        List<Request> together = queue(mine);
        if (!together.isEmpty()) {
            serve(together);
        }
        return mine.outcome();
    }

    /** Empty when another thread has served it; else all that the caller is to serve, its own among it. */
    private List<Request> queue(Request mine) {
        lock.lock();
        try {
            waiting.add(mine);
            while (!mine.done() && (mine.taken || busy == places)) {
                changed.awaitUninterruptibly();
            }
            if (mine.done()) {
                return List.of();
            }
            busy++;
            return together(mine);
        } finally {
            lock.unlock();
        }
    }

    private List<Request> together(Request mine) {
        List<Request> together = new ArrayList<>(List.of(mine));
        waiting.remove(mine);
        int items = mine.items.size();
        while (!waiting.isEmpty() && items + waiting.getFirst().items.size() <= mostItems) {
            Request next = waiting.removeFirst();
            items += next.items.size();
            together.add(next);
        }
        together.forEach(each -> each.taken = true);
        return together;
    }

    private void serve(List<Request> together) {
        try {
            if (together.size() == 1 || !atOnce(together)) {
                together.forEach(this::alone);
            }
        } finally {
            lock.lock();
            try {
                busy--;
                together.stream().skip(1).filter(each -> !each.done()).forEach(this::again);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Who was to serve it has died of an error. */
    private void again(Request request) {
        request.taken = false;
        waiting.add(request);
    }

    private boolean atOnce(List<Request> together) {
        List<Item> items = new ArrayList<>();
        List<DecidedSpan> decided = new ArrayList<>();
        together.forEach(each -> {
            items.addAll(each.items);
            decided.addAll(each.decided);
        });
        CommitOutcome outcome;
        try {
            outcome = ledger.commit(items, decided);
        } catch (RuntimeException e) {
            return false;
        }
        if (!outcome.kept()) {
            // one of them has the others' work undone too
            return false;
        }
        int from = 0;
        for (Request each : together) {
            int to = from + each.items.size();
            finish(each, new CommitOutcome(outcome.verdicts().subList(from, to), Set.of()), null);
            from = to;
        }
        return true;
    }

    private void alone(Request request) {
        try {
            finish(request, ledger.commit(request.items, request.decided), null);
        } catch (RuntimeException e) {
            finish(request, null, e);
        }
    }

    private void finish(Request request, @Nullable CommitOutcome outcome, @Nullable RuntimeException failure) {
        lock.lock();
        try {
            request.outcome = outcome;
            request.failure = failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
