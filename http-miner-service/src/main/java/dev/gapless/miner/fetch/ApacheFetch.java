package dev.gapless.miner.fetch;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.AbsenceRule;
import dev.gapless.connector.AuthenticatedRequest;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.token.AuthenticationResult;
import dev.gapless.connector.token.PrivateAddressException;
import dev.gapless.connector.token.RequestAuthenticator;
import dev.gapless.miner.fetch.BoundedBodyReader.BodyPart;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.Cause;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import dev.gapless.miner.fetch.SourceClients.ClientLease;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Calls over pooled connections, blocking, on the caller's (virtual) thread. No redirects, no retries, no cookies: what
 * is done again is the caller's to decide and to count.
 */
final class ApacheFetch implements PageFetch {

    /** So much is read of an error page, and kept of a page that is too long. */
    private static final int KEPT = 64 * 1024;

    private final SourceClients clients;
    private final RequestDeadlines deadlines;
    private final Clock clock;
    private final ClockSkewTracker clocks;
    private final RequestAuthenticator authenticator;

    ApacheFetch(
            SourceClients clients,
            RequestDeadlines deadlines,
            Clock clock,
            ClockSkewTracker clocks,
            RequestAuthenticator authenticator) {
        this.authenticator = authenticator;
        this.clocks = clocks;
        this.clients = clients;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public FetchResult fetch(Connector source, HttpCall call, @Nullable Secret credential, Duration most)
            throws InterruptedException {
        HttpSpec http = source.spec().http();
        if (!sameOrigin(http.baseUrl(), call.uri())) {
            return new FetchResult(new PermanentFault("a call to another origin than the manifest's base address"));
        }
        Duration limit = http.timeout().compareTo(most) < 0 ? http.timeout() : most;
        String method = call.body() == null ? "GET" : "POST";
        return switch (authenticator.authenticate(source, method, call.uri(), call.body(), credential)) {
            case AuthenticationResult.Ready(AuthenticatedRequest shown) ->
                fetch(source, call, shown, credential, limit);
            case AuthenticationResult.Refused(int status) -> new FetchResult(new Unauthorised(status));
            case AuthenticationResult.Unavailable(String reason) ->
                new FetchResult(new TransientFault(Cause.SERVER, reason));
            case AuthenticationResult.NotPermitted(String reason) -> new FetchResult(new PermanentFault(reason));
        };
    }

    private FetchResult fetch(
            Connector source, HttpCall call, AuthenticatedRequest shown, @Nullable Secret credential, Duration limit)
            throws InterruptedException {
        HttpSpec http = source.spec().http();
        HttpUriRequestBase request = request(new HttpCall(shown.uri(), call.body()).with(call.headers()), limit);
        shown.headers().forEach(request::setHeader);
        HttpHost host = new HttpHost(
                call.uri().getScheme(), call.uri().getHost(), call.uri().getPort());
        try (ClientLease lease = clients.lease(source.spec().source(), NetworkRule.of(source));
                RequestDeadlines.Deadline deadline = deadlines.cancelAfter(limit, request)) {
            try {
                long begun = System.nanoTime();
                ClassicHttpResponse response = lease.client().executeOpen(host, request, null);
                measureClock(source.spec().source(), response, Duration.ofNanos(System.nanoTime() - begun));
                FetchResult fetched = read(response, request, http, call);
                close(response, request);
                if (fetched.outcome() instanceof Unauthorised(int status) && status == 401) {
                    authenticator.refused(source, credential, shown);
                }
                return fetched;
            } catch (IOException e) {
                // ends a connection that is still open, of which nothing is known any more
                request.cancel();
                return new FetchResult(fault(e, deadline));
            }
        }
    }

    /** Closing reads what is left, which fails when the call was given up in the middle: then all is closed already. */
    private static void close(ClassicHttpResponse response, HttpUriRequestBase request) throws IOException {
        try (response) {
            // nothing to do but to close
        } catch (IOException e) {
            if (!request.isCancelled()) {
                throw e;
            }
        }
    }

    private void measureClock(String source, ClassicHttpResponse response, Duration took) {
        Instant date = DateUtils.parseStandardDate(response, HttpHeaders.DATE);
        if (date != null) {
            clocks.answered(source, date, took);
        }
    }

    private FetchResult read(ClassicHttpResponse response, HttpUriRequestBase request, HttpSpec http, HttpCall call)
            throws IOException {
        Instant now = clock.instant();
        Instant date = DateUtils.parseStandardDate(response, HttpHeaders.DATE);
        Instant sent = date == null ? now : date;
        Instant pauseUntil = AnnouncedLimit.pauseUntil(
                name -> value(response, name), sent, now, http.quota().used());
        return new FetchResult(
                outcome(response, request, http.maxPageBytes(), pauseUntil, call),
                pauseUntil,
                AnnouncedLimit.left(
                        name -> value(response, name), sent, http.quota().used()),
                AnnouncedLimit.quotaTold(
                        name -> value(response, name), http.quota().used()));
    }

    private static FetchOutcome outcome(
            ClassicHttpResponse response,
            HttpUriRequestBase request,
            int most,
            @Nullable Instant pauseUntil,
            HttpCall call)
            throws IOException {
        AbsenceRule absence = call.absence();
        int status = response.getCode();
        if (status != 200) {
            byte[] words = errorPage(response, request);
            if (call.refusal() != null && call.refusal().holds(status, words)) {
                return new TooLong("status %d: the source refuses so much at once".formatted(status), words, true);
            }
            return absence == null
                    ? StatusClassifier.of(status, pauseUntil)
                    : classified(absence, status, words, pauseUntil);
        }
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Answered(new byte[0], onward(response, call));
        }
        BodyPart body = BoundedBodyReader.read(entity.getContent(), most);
        if (body.whole() && absence != null && absence.alone() && absence.holds(status, body.bytes())) {
            return new Absent(status, true);
        }
        if (body.whole() && call.refusal() != null && call.refusal().holds(status, body.bytes())) {
            return new TooLong("the source refuses so much at once", body.bytes(), true);
        }
        if (body.whole()) {
            return new Answered(body.bytes(), onward(response, call));
        }
        // closing the stream politely would read the rest of it first
        request.cancel();
        return new TooLong(most, Arrays.copyOf(body.bytes(), Math.min(body.bytes().length, KEPT)));
    }

    private static FetchOutcome classified(
            AbsenceRule absence, int status, byte[] words, @Nullable Instant pauseUntil) {
        if (absence.holds(status, words)) {
            return new Absent(status, true, absence.keptFrom(words));
        }
        FetchOutcome usual = StatusClassifier.of(status, pauseUntil);
        return absence.alone() && usual instanceof Absent
                ? new PermanentFault(
                        "status %d, which the manifest's gone-when does not take for gone".formatted(status))
                : usual;
    }

    /**
     * Reads what a small error page holds, so that the connection can be used again; gives a long one up.
     *
     * @return empty when it is long
     */
    private static byte[] errorPage(ClassicHttpResponse response, HttpUriRequestBase request) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        BodyPart page = BoundedBodyReader.read(entity.getContent(), KEPT);
        if (page.whole()) {
            return page.bytes();
        }
        request.cancel();
        return new byte[0];
    }

    /** Without the failure's own message, which may hold what was sent. */
    private static String words(IOException e) {
        return switch (e) {
            case UnknownHostException unknown -> "the host name has no address";
            case ConnectException refused -> "nothing listens at the address";
            case SSLException tls -> "no TLS connection: the certificate or the protocol is not accepted";
            default -> "the network failed: " + e.getClass().getSimpleName();
        };
    }

    private static FetchOutcome fault(IOException e, RequestDeadlines.Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("during a call");
        }
        if (e instanceof PrivateAddressException) {
            return new PermanentFault(
                    "the host leads to a private address, which the manifest or the operator does not permit");
        }
        if (deadline.passed() || e instanceof InterruptedIOException) {
            return new TransientFault(Cause.TIMEOUT, "no whole answer in time");
        }
        return new TransientFault(Cause.NETWORK, words(e));
    }

    private static HttpUriRequestBase request(HttpCall call, Duration limit) {
        HttpUriRequestBase request = new HttpUriRequestBase(call.body() == null ? "GET" : "POST", call.uri());
        if (call.body() != null) {
            request.setEntity(new ByteArrayEntity(call.body(), ContentType.APPLICATION_JSON));
        }
        request.setHeader(HttpHeaders.ACCEPT, ContentType.APPLICATION_JSON.getMimeType());
        call.headers().forEach(request::setHeader);
        Timeout timeout = Timeout.of(limit);
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(timeout)
                .setResponseTimeout(timeout)
                .build());
        return request;
    }

    private static @Nullable String onward(ClassicHttpResponse response, HttpCall call) {
        Header[] headers = response.getHeaders(call.header());
        return headers.length == 0
                ? null
                : Arrays.stream(headers).map(Header::getValue).collect(Collectors.joining(", "));
    }

    private static @Nullable String value(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static boolean sameOrigin(URI base, URI called) {
        return base.getScheme().equalsIgnoreCase(called.getScheme())
                && Objects.requireNonNullElse(base.getHost(), "").equalsIgnoreCase(called.getHost())
                && base.getPort() == called.getPort();
    }
}
