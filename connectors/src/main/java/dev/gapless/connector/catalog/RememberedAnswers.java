package dev.gapless.connector.catalog;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of another service, by key. The first caller of a key waits for its answer. Afterwards all callers read the
 * latest answer at once, and a renewal asks on a thread of its own, at most one for each key. So a service that hangs
 * delays no caller that has an answer. Ages are measured on a monotonic clock.
 */
final class RememberedAnswers<V> {

    private static final Logger LOG = LoggerFactory.getLogger(RememberedAnswers.class);

    /** Asks the other service. */
    @FunctionalInterface
    interface Question<V> {

        /**
         * @param before the latest answer, null when there is none
         * @throws RuntimeException when there is no answer; the latest one stays
         */
        V ask(String key, @Nullable V before);
    }

    private static final class Slot<V> {

        private final CompletableFuture<V> first = new CompletableFuture<>();
        private final AtomicBoolean asking = new AtomicBoolean();
        private volatile @Nullable V latest;
        private volatile long askedAtNanos;
    }

    private final String what;
    private final Question<V> question;
    private final LongSupplier nanoClock;
    private final ConcurrentMap<String, Slot<V>> slots = new ConcurrentHashMap<>();

    /**
     * @param what an answer is, in a word, for messages
     * @param nanoClock {@link System#nanoTime}
     */
    RememberedAnswers(String what, Question<V> question, LongSupplier nanoClock) {
        this.what = what;
        this.question = question;
        this.nanoClock = nanoClock;
    }

    /**
     * The latest answer; waits only while there is none.
     *
     * @throws CatalogUnavailableException when there is none and the other service gives none
     */
    V get(String key) {
        Slot<V> slot = slot(key);
        V latest = slot.latest;
        return latest == null ? first(key, slot) : latest;
    }

    private Slot<V> slot(String key) {
        Slot<V> known = slots.get(key);
        if (known != null) {
            return known;
        }
        Slot<V> created = new Slot<>();
        Slot<V> raced = slots.putIfAbsent(key, created);
        if (raced != null) {
            return raced;
        }
        ask(key, created);
        return created;
    }

    private V first(String key, Slot<V> slot) {
        try {
            return slot.first.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogUnavailableException(what + " of " + key, e);
        } catch (ExecutionException e) {
            throw new CatalogUnavailableException(what + " of " + key, e);
        }
    }

    /** Asks anew for a key whose last question is at least so old. Returns at once. */
    void renewIfOlder(String key, Duration age) {
        Slot<V> slot = slots.get(key);
        if (slot != null && isOlder(slot, age)) {
            ask(key, slot);
        }
    }

    /** The same for all keys. */
    void renewOlder(Duration age) {
        slots.forEach((key, slot) -> {
            if (isOlder(slot, age)) {
                ask(key, slot);
            }
        });
    }

    /** The next caller waits for a new answer. */
    void forget(String key) {
        slots.remove(key);
    }

    private boolean isOlder(Slot<V> slot, Duration age) {
        return slot.latest != null && nanoClock.getAsLong() - slot.askedAtNanos >= age.toNanos();
    }

    private void ask(String key, Slot<V> slot) {
        if (slot.asking.compareAndSet(false, true)) {
            slot.askedAtNanos = nanoClock.getAsLong();
            Thread.ofVirtual().name("ask-" + what).start(() -> answer(key, slot));
        }
    }

    private void answer(String key, Slot<V> slot) {
        V before = slot.latest;
        try {
            V answer = question.ask(key, before);
            slot.latest = answer;
            slot.asking.set(false);
            slot.first.complete(answer);
        } catch (RuntimeException | Error e) {
            slot.asking.set(false);
            if (before == null) {
                slots.remove(key, slot);
                slot.first.completeExceptionally(e);
            } else {
                LOG.warn(
                        "answer-not-renewed kind={} of={} cause={}",
                        what,
                        key,
                        e.getClass().getSimpleName());
            }
        }
    }
}
