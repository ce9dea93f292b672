package dev.gapless.simulation.actors;

import dev.gapless.capture.delivery.CaptureCallback;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageDoubt;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.simulation.kafka.Log;
import dev.gapless.simulation.kafka.Topic;
import dev.gapless.simulation.time.Node;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A capture's way to the log. */
final class CaptureOutbox implements Outbox {

    private final Node node;
    private final Log log;

    CaptureOutbox(Node node, Log log) {
        this.node = node;
        this.log = log;
    }

    @Override
    public void captured(CapturedRecord item, CaptureCallback done) {
        node.reached("captured");
        log.send(node, Topic.LIVE, item.key(), item, done::done);
        node.reached("captured, sent");
    }

    @Override
    public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
        node.reached("dead letter");
        log.send(node, Topic.DEAD_LETTERS, letter.stream(), letter, failureOf(done));
    }

    @Override
    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
        node.reached("report");
        log.send(node, Topic.COVERAGE, report.stream().key(), report, failureOf(done));
        node.reached("report, sent");
    }

    @Override
    public void doubt(CoverageDoubt doubt, Consumer<@Nullable Exception> done) {
        node.reached("doubt");
        log.send(node, Topic.COVERAGE, doubt.stream().key(), doubt, failureOf(done));
    }

    private static Log.Callback failureOf(Consumer<@Nullable Exception> done) {
        return (place, failure) -> done.accept(failure);
    }
}
