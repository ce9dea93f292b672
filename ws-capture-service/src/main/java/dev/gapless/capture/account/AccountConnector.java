package dev.gapless.capture.account;

import dev.gapless.capture.connection.ConnectResult;
import dev.gapless.capture.connection.WebSocketConnector;
import dev.gapless.capture.session.CaptureSession;
import dev.gapless.capture.session.CaptureSessionFactory;
import dev.gapless.capture.session.CaptureTarget;
import dev.gapless.capture.session.OversizedItems;
import dev.gapless.capture.session.SessionEnd;
import dev.gapless.capture.session.SourceSession;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.common.retry.DelayBounds;
import dev.gapless.common.retry.RetryAfterHeader;
import dev.gapless.common.retry.RetrySleeper;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.AuthenticatedRequest;
import dev.gapless.connector.Connector;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.LiveStart;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.catalog.CatalogUnavailableException;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.connector.catalog.UnknownAccountException;
import dev.gapless.connector.catalog.UnknownSourceException;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.session.AuthenticatedSession;
import dev.gapless.connector.token.AuthenticationResult;
import dev.gapless.connector.token.RequestAuthenticator;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one connection of an account and stays with it to its end. Shared by all accounts. */
final class AccountConnector {

    private static final Logger LOG = LoggerFactory.getLogger(AccountConnector.class);

    /** A slip of the source must not keep an account away for longer. */
    private static final DelayBounds ASKED_PAUSE = new DelayBounds(Duration.ZERO, Duration.ofHours(1));

    /** What may want a running session to end. */
    interface SessionHolder {

        /**
         * The connection is there.
         *
         * @param awaited streams whose subscription the source has yet to confirm
         * @return false when it is not wanted any more
         */
        boolean begins(CaptureSession captureSession, Set<String> awaited);

        /** The source has confirmed a subscription to the stream. */
        void confirmed(String stream);

        void ended();
    }

    /** Makes a connection wait for its turn in the budget of its source. */
    record ConnectTurns(ConnectBudget budget, RetrySleeper sleeper) {

        private void await(SourceSpec spec) throws InterruptedException {
            Duration turn = budget.book(spec.source(), spec.socket().connects());
            if (turn.isPositive()) {
                sleeper.pause(turn);
            }
        }
    }

    /** Who an account's connection says it is. */
    record HandshakeIdentity(CredentialProvider credentials, RequestAuthenticator authenticator) {}

    private final ConnectorCatalog catalog;
    private final CredentialProvider credentials;
    private final RequestAuthenticator authenticator;
    private final WebSocketConnector socketConnector;
    private final CaptureSessionFactory sessionFactory;
    private final ConnectionWatches watches;
    private final ConnectTurns turns;
    private final Semaphore connecting;
    private final Duration connectTimeout;
    private final RecordLimit limit;
    private final ConnectionMeters meters;
    private final Clock clock;

    AccountConnector(
            ConnectorCatalog catalog,
            HandshakeIdentity identity,
            WebSocketConnector socketConnector,
            CaptureSessionFactory sessionFactory,
            ConnectionWatches watches,
            ConnectTurns turns,
            SupervisionProperties properties,
            RecordLimit limit,
            ConnectionMeters meters,
            Clock clock) {
        this.catalog = catalog;
        this.credentials = identity.credentials();
        this.authenticator = identity.authenticator();
        this.socketConnector = socketConnector;
        this.sessionFactory = sessionFactory;
        this.watches = watches;
        this.turns = turns;
        this.connecting = new Semaphore(properties.maxConcurrentConnects());
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
    ConnectAttemptResult attempt(CaptureAssignment assignment, long epoch, SessionHolder holder)
            throws InterruptedException {
        try {
            return connect(catalog.connector(assignment.source()), assignment, epoch, holder);
        } catch (UnknownSourceException e) {
            return new ConnectAttemptResult.NotConnected("the source is unknown", Duration.ZERO);
        } catch (UnknownAccountException e) {
            return new ConnectAttemptResult.NotConnected("the account is not followed", Duration.ZERO);
        } catch (CatalogUnavailableException e) {
            return new ConnectAttemptResult.NotReady(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // a capture whose thread died would look like one that runs
            LOG.error("capture-broken account={}", assignment.key(), e);
            meters.broken();
            return new ConnectAttemptResult.Broken(e.getClass().getSimpleName());
        }
    }

    private ConnectAttemptResult connect(
            Connector connector, CaptureAssignment assignment, long epoch, SessionHolder holder)
            throws InterruptedException {
        SourceSpec spec = connector.spec();
        if (watches.halts().permitted(assignment).streams().isEmpty()) {
            return new ConnectAttemptResult.Withheld();
        }
        turns.await(spec);
        CaptureAssignment permitted = watches.halts().permitted(assignment);
        try (UpstreamPermit permit = watches.halts().enter(permitted)) {
            return permit == null
                    ? new ConnectAttemptResult.Withheld()
                    : handshake(connector, new CaptureTarget(spec, permitted, epoch), assignment, holder);
        }
    }

    private ConnectAttemptResult handshake(
            Connector connector, CaptureTarget target, CaptureAssignment assignment, SessionHolder holder)
            throws InterruptedException {
        Secret credential = credentials.credential(assignment.source(), assignment.account());
        LiveStart start = connector.start(assignment.account(), clock.instant());
        return switch (authenticator.authenticate(connector, "GET", URI.create(start.url()), null, credential)) {
            case AuthenticationResult.Ready(AuthenticatedRequest shown) -> {
                ConnectAttemptResult result = handshake(
                        connector,
                        target,
                        assignment,
                        holder,
                        shown,
                        new AuthenticatedSession(start.session(), credential));
                if (result instanceof ConnectAttemptResult.CredentialRefused) {
                    authenticator.refused(connector, credential, shown);
                }
                yield result;
            }
            case AuthenticationResult.Refused(int status) -> {
                forget(assignment);
                yield new ConnectAttemptResult.CredentialRefused(status);
            }
            case AuthenticationResult.Unavailable(String reason) ->
                new ConnectAttemptResult.NotConnected(reason, Duration.ZERO);
            case AuthenticationResult.NotPermitted(String reason) ->
                new ConnectAttemptResult.NotConnected(reason, Duration.ZERO);
        };
    }

    private ConnectAttemptResult handshake(
            Connector connector,
            CaptureTarget target,
            CaptureAssignment assignment,
            SessionHolder holder,
            AuthenticatedRequest shown,
            LiveSession session)
            throws InterruptedException {
        SourceSpec spec = connector.spec();
        WebSocketConnector.ConnectRequest call = new WebSocketConnector.ConnectRequest(
                shown.uri(),
                shown.headers(),
                NetworkRule.of(connector),
                spec.socket().maxFrameBytes(),
                connectTimeout);
        CaptureSession captureSession = sessionFactory.about(target);
        ConnectResult attempted;
        connecting.acquire();
        try {
            if (!watches.halts().permitted(assignment).equals(target.assignment())) {
                return new ConnectAttemptResult.Withheld();
            }
            attempted = socketConnector.connect(call, captureSession.listener());
        } finally {
            connecting.release();
        }
        meters.connectAttempted(spec.source(), attempted);
        return switch (attempted) {
            case ConnectResult.Connected connected ->
                runSession(connected, captureSession, connector, target, assignment, holder, session);
            case ConnectResult.Refused refused -> {
                session.refused(refused.status());
                yield refused(refused, assignment);
            }
            case ConnectResult.TimedOut(String detail) -> {
                session.unanswered();
                yield new ConnectAttemptResult.NotConnected(detail, Duration.ZERO);
            }
            case ConnectResult.Unreachable(String detail) ->
                new ConnectAttemptResult.NotConnected(detail, Duration.ZERO);
        };
    }

    private ConnectAttemptResult refused(ConnectResult.Refused refused, CaptureAssignment assignment) {
        if (ConnectionMeters.refusesCredential(refused.status())) {
            forget(assignment);
            return new ConnectAttemptResult.CredentialRefused(refused.status());
        }
        Duration asked = RetryAfterHeader.pause(refused.retryAfter(), clock.instant());
        return new ConnectAttemptResult.NotConnected(
                "the handshake was answered with status " + refused.status(),
                asked == null ? Duration.ZERO : ASKED_PAUSE.within(asked));
    }

    /** The streams whose subscription the source is to confirm. */
    private static Set<String> awaited(SourceSpec spec, CaptureAssignment assignment) {
        if (!spec.socket().confirming()) {
            return Set.of();
        }
        return spec.streams().values().stream()
                .filter(stream -> stream.proven() && stream.kind() == StreamSpec.Kind.EVENT)
                .map(StreamSpec::name)
                .filter(assignment.streams()::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    private ConnectAttemptResult runSession(
            ConnectResult.Connected connected,
            CaptureSession captureSession,
            Connector connector,
            CaptureTarget target,
            CaptureAssignment assignment,
            SessionHolder holder,
            LiveSession protocol)
            throws InterruptedException {
        String source = connector.spec().source();
        if (!holder.begins(captureSession, awaited(connector.spec(), target.assignment()))) {
            connected.connection().close();
            return new ConnectAttemptResult.Stopped();
        }
        meters.opened(source);
        watches.began(captureSession, connector, target.assignment(), assignment);
        String cause = "broken";
        try {
            SourceSession session = new SourceSession(
                    protocol, new OversizedItems(connector, assignment.account(), limit), holder::confirmed);
            SessionEnd ending = captureSession.hold(connected.connection(), session);
            cause = ending.cause().tag();
            return ending.cause() == SessionEnd.Cause.STOPPED
                    ? new ConnectAttemptResult.Stopped()
                    : new ConnectAttemptResult.Ended(ending);
        } finally {
            watches.ended(captureSession);
            meters.closed(source);
            meters.disconnected(source, cause);
            holder.ended();
        }
    }
}
