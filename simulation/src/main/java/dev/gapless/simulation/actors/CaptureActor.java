package dev.gapless.simulation.actors;

import dev.gapless.capture.conversation.Conversation;
import dev.gapless.capture.conversation.Conversations;
import dev.gapless.capture.conversation.Ending;
import dev.gapless.capture.conversation.Exchange;
import dev.gapless.capture.conversation.Subject;
import dev.gapless.capture.delivery.InFlight;
import dev.gapless.capture.liveness.SteadyClock;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.simulation.faults.FaultKind;
import dev.gapless.simulation.time.Node;
import dev.gapless.simulation.upstream.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A capture: one connection after the other for as long as the account is its own. */
public final class CaptureActor {

    private static final Duration REPORTS = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 2_500;

    private final Node node;
    private final Stage stage;
    private final Ownership account;

    private int connections;
    private boolean trying;
    private @Nullable Conversation conversation;
    private @Nullable Exchange exchange;

    public CaptureActor(Node node, Stage stage, Ownership account) {
        this.node = node;
        this.stage = stage;
        this.account = account;
    }

    public void start() {
        trying = false;
        conversation = null;
        exchange = null;
        watch();
    }

    /** It learns within a second whether the account is still its own. */
    private void watch() {
        boolean mine = account.isOwner(node);
        if (mine && !trying) {
            trying = true;
            dial();
        } else if (!mine && conversation != null) {
            conversation.stop();
            poke();
        }
        node.after(stage.chance().between(Stage.SECOND / 2, Stage.SECOND), this::watch);
    }

    private void dial() {
        if (!account.isOwner(node)) {
            trying = false;
            return;
        }
        node.reached("dial");
        if (stage.chaos().strikes(FaultKind.REFUSED)) {
            node.after(stage.chance().between(Stage.SECOND / 10, 3 * Stage.SECOND), this::dial);
        } else {
            node.after(stage.chance().between(5 * Stage.MILLI, 80 * Stage.MILLI), this::connect);
        }
    }

    private void connect() {
        String name = node.name() + "." + node.incarnation() + "." + ++connections;
        Conversation begun = new Conversations(
                        stage.core().captured(new CaptureOutbox(node, stage.log())),
                        new InFlight(MOST_BYTES, MOST_BYTES),
                        new NoStates(),
                        REPORTS,
                        () -> name,
                        () -> new SteadyClock(node.clock(), () -> node.loop().now() * 1_000))
                .about(new Subject(stage.source().spec(), assignment(), account.generation()));
        conversation = begun;
        exchange = begun.begin(
                stage.live().connect(node, begun.listener(), this::poke),
                stage.core().session(stage.source(), Stage.ACCOUNT));
        turns(exchange);
    }

    private CaptureAssignment assignment() {
        List<String> streams = stage.streams().stream().map(Kind::word).toList();
        return new CaptureAssignment(Stage.SOURCE, Stage.ACCOUNT, streams, 1);
    }

    /** Something waits in the inbox. */
    private void poke() {
        Exchange present = exchange;
        if (present != null) {
            node.after(stage.chance().between(0, 2 * Stage.MILLI), () -> turn(present));
        }
    }

    private void turns(Exchange present) {
        turn(present);
        if (exchange == present) {
            node.after(present.idle().toNanos() / 1_000 + 1, () -> turns(present));
        }
    }

    private void turn(Exchange present) {
        if (exchange != present) {
            return;
        }
        Ending ending = Calm.get(() -> present.turn(Duration.ZERO));
        if (ending != null) {
            exchange = null;
            conversation = null;
            present.hangUp();
            node.after(stage.chance().between(0, 1_900 * Stage.MILLI), () -> close(present, ending));
        }
    }

    /** What was sent had some time to be acknowledged. */
    private void close(Exchange ended, Ending ending) {
        node.reached("close");
        Calm.run(() -> ended.close(Duration.ZERO, Duration.ZERO));
        node.reached("closed");
        node.after(ending.atOnce() ? 0 : stage.chance().between(0, 2 * Stage.SECOND), this::dial);
    }
}
