package dev.gapless.miner.fetch;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.Connector;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import dev.gapless.connector.token.PolicyDnsResolver;
import dev.gapless.connector.token.RequestAuthenticator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Calls a source as the miner does, over connections of its own, and keeps the head of the last answer. It is for tries
 * by hand and is used by one thread.
 */
public final class ObservedPageFetch implements PageFetch, AutoCloseable {

    private static final FetchProperties PROPERTIES =
            new FetchProperties(4, 4, Duration.ofSeconds(5), Duration.ofSeconds(30));

    /**
     * What stands before an answer's body.
     *
     * @param headers by their names in lower case; values of one name are joined by commas
     */
    public record AnswerHead(int status, Map<String, String> headers) {

        public AnswerHead {
            headers = Map.copyOf(headers);
        }
    }

    private final SourceClients clients;
    private final RequestDeadlines deadlines = new RequestDeadlines();
    private final ApacheFetch calls;
    private @Nullable AnswerHead head;

    /**
     * @param policy which addresses may be reached; asked at each connect, as in the miner
     * @param authenticator stays the caller's to close
     */
    public ObservedPageFetch(AddressPolicy policy, RequestAuthenticator authenticator, Clock clock) {
        this.clients = new SourceClients(rule -> client(policy, rule), Duration.ofHours(2), System::nanoTime);
        this.calls = new ApacheFetch(
                clients, deadlines, clock, new ClockSkewTracker(clock, new SimpleMeterRegistry()), authenticator);
    }

    private CloseableHttpClient client(AddressPolicy policy, NetworkRule rule) {
        return HttpClientFactory.builder(
                        PROPERTIES, new PolicyDnsResolver(SystemDefaultDnsResolver.INSTANCE, policy, rule))
                .addResponseInterceptorLast((response, entity, context) -> head = headOf(response))
                .build();
    }

    private static AnswerHead headOf(HttpResponse response) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : response.getHeaders()) {
            String value = header.getValue() == null ? "" : header.getValue();
            headers.merge(header.getName().toLowerCase(Locale.ROOT), value, (one, other) -> one + ", " + other);
        }
        return new AnswerHead(response.getCode(), headers);
    }

    @Override
    public FetchResult fetch(Connector source, HttpCall call, @Nullable Secret credential, Duration most)
            throws InterruptedException {
        head = null;
        return calls.fetch(source, call, credential, most);
    }

    /** Of the last call; null when nothing was answered. */
    public @Nullable AnswerHead head() {
        return head;
    }

    @Override
    public void close() throws IOException {
        deadlines.close();
        clients.close();
    }
}
