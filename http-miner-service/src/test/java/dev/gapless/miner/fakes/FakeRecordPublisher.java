package dev.gapless.miner.fakes;

import dev.gapless.common.message.RecordPlace;
import dev.gapless.miner.delivery.RecordPublisher;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Kafka as a list. It acknowledges at once, or, {@link #byHand}, when and in the order the test says. */
public final class FakeRecordPublisher implements RecordPublisher {

    public record Sent(OutgoingRecord parcel, CompletableFuture<RecordPlace> ack) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final boolean atOnce;
    private volatile Predicate<OutgoingRecord> refused = parcel -> false;
    private volatile RuntimeException cause = new IllegalStateException();

    private FakeRecordPublisher(boolean atOnce) {
        this.atOnce = atOnce;
    }

    public static FakeRecordPublisher atOnce() {
        return new FakeRecordPublisher(true);
    }

    public static FakeRecordPublisher byHand() {
        return new FakeRecordPublisher(false);
    }

    public void refuse(Predicate<OutgoingRecord> which) {
        refuse(which, new IllegalStateException("refused by the test"));
    }

    public void refuse(Predicate<OutgoingRecord> which, RuntimeException why) {
        refused = which;
        cause = why;
    }

    @Override
    public CompletableFuture<RecordPlace> send(OutgoingRecord parcel) {
        CompletableFuture<RecordPlace> ack = new CompletableFuture<>();
        sent.add(new Sent(parcel, ack));
        if (refused.test(parcel)) {
            ack.completeExceptionally(cause);
        } else if (atOnce) {
            ack.complete(new RecordPlace(0, sent.size() - 1));
        }
        return ack;
    }

    public void ack(int number) {
        sent.get(number).ack().complete(new RecordPlace(0, number));
    }

    public List<Sent> sent() {
        return sent;
    }

    public List<OutgoingRecord> on(String topic) {
        return sent.stream()
                .map(Sent::parcel)
                .filter(parcel -> parcel.topic().equals(topic))
                .toList();
    }

    public List<String> topics() {
        return sent.stream().map(one -> one.parcel().topic()).toList();
    }
}
