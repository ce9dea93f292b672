package dev.gapless.capture.supervision;

import dev.gapless.capture.connection.Dialled;
import dev.gapless.capture.connection.Dialler;
import dev.gapless.capture.conversation.Conversation;
import dev.gapless.capture.conversation.Conversations;
import dev.gapless.capture.conversation.Ending;
import dev.gapless.capture.conversation.Subject;
import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.LiveSession;
import dev.gapless.common.connector.SourceSpec;
import dev.gapless.common.connector.manifest.part.NetworkRule;
import dev.gapless.common.connector.session.LimitedSession;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.platform.CatalogUnavailableException;
import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.CredentialProvider;
import dev.gapless.common.platform.UnknownAccountException;
import dev.gapless.common.platform.UnknownSourceException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one connection of an account and stays with it to its end. Shared by all accounts. */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** Whoever may want a running conversation to end. */
    interface Holder {

        /** False when it is not wanted any more. */
        boolean begins(Conversation conversation);

        void ended();
    }

    private final ConnectorCatalog catalog;
    private final CredentialProvider credentials;
    private final Dialler dialler;
    private final Conversations conversations;
    private final ManifestWatch manifests;
    private final ConnectBudget budget;
    private final Pause pause;
    private final Semaphore connecting;
    private final Duration connectTimeout;
    private final RecordLimit limit;
    private final ConnectionMeters meters;
    private final Clock clock;

    Attempts(
            ConnectorCatalog catalog,
            CredentialProvider credentials,
            Dialler dialler,
            Conversations conversations,
            ManifestWatch manifests,
            ConnectBudget budget,
            Pause pause,
            SupervisionProperties properties,
            RecordLimit limit,
            ConnectionMeters meters,
            Clock clock) {
        this.catalog = catalog;
        this.credentials = credentials;
        this.dialler = dialler;
        this.conversations = conversations;
        this.manifests = manifests;
        this.budget = budget;
        this.pause = pause;
        this.connecting = new Semaphore(properties.connecting());
        this.connectTimeout = properties.connectTimeout();
        this.limit = limit;
        this.meters = meters;
        this.clock = clock;
    }

    /** What was remembered of the account may be older than this assignment. */
    void forget(CaptureAssignment assignment) {
        credentials.refresh(assignment.source(), assignment.account());
    }

    /** Whatever goes wrong ends this attempt and nothing else, even an error of our own. */
    Outcome attempt(CaptureAssignment assignment, long epoch, Holder holder) throws InterruptedException {
        try {
            return connect(catalog.connector(assignment.source()), assignment, epoch, holder);
        } catch (UnknownSourceException e) {
            return new Outcome.NotConnected("the source is unknown", Duration.ZERO);
        } catch (UnknownAccountException e) {
            return new Outcome.NotConnected("the account is not followed", Duration.ZERO);
        } catch (CatalogUnavailableException e) {
            return new Outcome.NotReady(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // a capture whose thread died would look like one that runs
            LOG.error("capture-broken account={}", assignment.key(), e);
            meters.broken();
            return new Outcome.Broken(e.getClass().getSimpleName());
        }
    }

    private Outcome connect(Connector connector, CaptureAssignment assignment, long epoch, Holder holder)
            throws InterruptedException {
        SourceSpec spec = connector.spec();
        Duration turn = budget.book(spec.source(), spec.socket().connects());
        if (turn.isPositive()) {
            pause.pause(turn);
        }
        Dialler.Call call = new Dialler.Call(
                URI.create(spec.socket().urlFor(assignment.account())),
                spec.authentication().headers(credentials.credential(assignment.source(), assignment.account())),
                NetworkRule.of(connector),
                spec.socket().maxFrameBytes(),
                connectTimeout);
        Conversation conversation = conversations.about(new Subject(spec, assignment, epoch));
        Dialled dialled;
        connecting.acquire();
        try {
            dialled = dialler.dial(call, conversation.listener());
        } finally {
            connecting.release();
        }
        meters.dialled(spec.source(), dialled);
        return switch (dialled) {
            case Dialled.Connected connected -> converse(connected, conversation, connector, assignment, holder);
            case Dialled.Refused refused -> refused(refused, assignment);
            case Dialled.TimedOut(String detail) -> new Outcome.NotConnected(detail, Duration.ZERO);
            case Dialled.Unreachable(String detail) -> new Outcome.NotConnected(detail, Duration.ZERO);
        };
    }

    private Outcome refused(Dialled.Refused refused, CaptureAssignment assignment) {
        if (ConnectionMeters.refusesCredential(refused.status())) {
            forget(assignment);
            return new Outcome.CredentialRefused(refused.status());
        }
        return new Outcome.NotConnected(
                "the handshake was answered with " + refused.status(),
                RetryAfter.of(refused.retryAfter(), clock.instant()));
    }

    private Outcome converse(
            Dialled.Connected connected,
            Conversation conversation,
            Connector connector,
            CaptureAssignment assignment,
            Holder holder)
            throws InterruptedException {
        String source = connector.spec().source();
        if (!holder.begins(conversation)) {
            connected.link().close();
            return new Outcome.Stopped();
        }
        meters.opened(source);
        manifests.began(conversation, connector);
        String cause = "broken";
        try {
            LiveSession session = new LimitedSession(connector, assignment.account(), limit);
            Ending ending = conversation.hold(connected.link(), session);
            cause = ending.cause().tag();
            return ending.cause() == Ending.Cause.STOPPED ? new Outcome.Stopped() : new Outcome.Ended(ending);
        } finally {
            manifests.ended(conversation);
            meters.closed(source);
            meters.disconnected(source, cause);
            holder.ended();
        }
    }
}
