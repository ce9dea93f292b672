package dev.gapless.miner.fetch;

import dev.gapless.connector.manifest.part.NetworkRule;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pooled client for each source, so that none takes the connections of another. One that was not used for long is
 * closed, once no call has it any more. Shared by all threads.
 */
final class SourceClients implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceClients.class);

    private record ClientKey(String source, NetworkRule rule) {}

    /**
     * A client, and who has it.
     *
     * @param users calls that are under way
     * @param lastUsed in ns
     */
    private record CountedClient(CloseableHttpClient client, int users, long lastUsed) {

        CountedClient taken(long now) {
            return new CountedClient(client, users + 1, now);
        }

        CountedClient given(long now) {
            return new CountedClient(client, users - 1, now);
        }
    }

    private final ConcurrentMap<ClientKey, CountedClient> clients = new ConcurrentHashMap<>();
    private final Function<NetworkRule, CloseableHttpClient> made;
    private final Duration idle;
    private final LongSupplier nanos;

    /**
     * @param made makes a client for addresses that the rule permits
     * @param idle a client is kept for so long after its last call
     * @param nanos goes on evenly, as {@link System#nanoTime()} does
     */
    SourceClients(Function<NetworkRule, CloseableHttpClient> made, Duration idle, LongSupplier nanos) {
        this.made = made;
        this.idle = idle;
        this.nanos = nanos;
    }

    /** A client for one call; to be closed after it. */
    final class ClientLease implements Closeable {

        private final ClientKey key;
        private final CloseableHttpClient client;

        private ClientLease(ClientKey key, CloseableHttpClient client) {
            this.key = key;
            this.client = client;
        }

        CloseableHttpClient client() {
            return client;
        }

        @Override
        public void close() {
            clients.computeIfPresent(key, (same, counted) -> counted.given(nanos.getAsLong()));
        }
    }

    ClientLease lease(String source, NetworkRule rule) {
        ClientKey key = new ClientKey(source, rule);
        CountedClient taken = clients.compute(key, (same, counted) -> {
            CountedClient before = counted == null ? new CountedClient(made.apply(rule), 0, 0) : counted;
            return before.taken(nanos.getAsLong());
        });
        return new ClientLease(key, taken.client());
    }

    /** Closes those that no call has and that were not used for long. */
    void closeIdle() {
        long now = nanos.getAsLong();
        for (ClientKey key : List.copyOf(clients.keySet())) {
            List<CloseableHttpClient> idleOnes = new ArrayList<>();
            clients.computeIfPresent(key, (same, counted) -> {
                if (counted.users() > 0 || now - counted.lastUsed() < idle.toNanos()) {
                    return counted;
                }
                idleOnes.add(counted.client());
                return null;
            });
            idleOnes.forEach(client -> end(key, client));
        }
    }

    private static void end(ClientKey key, CloseableHttpClient client) {
        try {
            client.close();
            LOG.info("client-closed source={} because=\"not used\"", key.source());
        } catch (IOException e) {
            LOG.warn("client-not-closed source={}", key.source(), e);
        }
    }

    int size() {
        return clients.size();
    }

    /** Closes all, also those that calls have. */
    @Override
    public void close() throws IOException {
        @Nullable IOException failure = null;
        for (ClientKey key : List.copyOf(clients.keySet())) {
            CountedClient counted = clients.remove(key);
            if (counted != null) {
                try {
                    counted.client().close();
                } catch (IOException e) {
                    if (failure == null) {
                        failure = e;
                    } else {
                        failure.addSuppressed(e);
                    }
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
