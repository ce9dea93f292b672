package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.position.StreamId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads items from the checkpoint service, a page at a time. A change is in the ledger before it is in the log. So
 * items that are read after a place was fixed have all changes before it.
 */
final class LedgerSnapshots implements ItemSnapshots {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerSnapshots.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PAGE = 1_000;
    private static final int KILOBYTE = 1_024;

    private final RestClient checkpoint;
    private final int mostItems;
    private final long mostBytes;
    private final Duration patience;
    private final Semaphore places;

    /** Of items that are being read, or that wait for clients. */
    private final Semaphore kilobytes;

    /**
     * @param mostItems of one snapshot
     * @param mostBytes of one snapshot
     * @param atOnce snapshots that are read; all in memory have at most so many times {@code mostBytes}
     * @param patience how long others wait for their turn
     */
    LedgerSnapshots(RestClient checkpoint, int mostItems, long mostBytes, int atOnce, Duration patience) {
        this.checkpoint = checkpoint;
        this.mostItems = mostItems;
        this.mostBytes = mostBytes;
        this.patience = patience;
        this.places = new Semaphore(atOnce, true);
        this.kilobytes = new Semaphore(Math.toIntExact(atOnce * (mostBytes / KILOBYTE + 1)));
    }

    @Override
    public Optional<ItemSnapshot> read(ChannelName channel, Predicate<byte[]> wanted, BooleanSupplier ended)
            throws InterruptedException {
        Optional<StreamId> stream = channel.singleStream();
        if (stream.isEmpty()) {
            return Optional.empty();
        }
        if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.warn("snapshot-not-read channel={} cause=too many are read at once", channel);
            return Optional.empty();
        }
        Reading reading = new Reading(stream.get(), channel.item(), wanted);
        boolean whole = false;
        try {
            whole = reading.readAll(ended);
            return whole ? Optional.of(reading.snapshot()) : Optional.empty();
        } catch (RestClientException e) {
            LOG.warn("snapshot-not-read channel={} cause={}", channel, e.toString());
            return Optional.empty();
        } finally {
            places.release();
            if (!whole) {
                reading.release();
            }
        }
    }

    /** One snapshot. What it holds is counted line by line. For one thread. */
    private final class Reading {

        private final StreamId stream;
        private final @Nullable String item;
        private final Predicate<byte[]> wanted;
        private final List<byte[]> items = new ArrayList<>();
        private long bytes;
        private int taken;
        private int seen;
        private boolean found;
        private boolean tooLong;

        /** The last id so far. */
        private String last = "";

        Reading(StreamId stream, @Nullable String item, Predicate<byte[]> wanted) {
            this.stream = stream;
            this.item = item;
            this.wanted = wanted;
        }

        ItemSnapshot snapshot() {
            return new ItemSnapshot(items, this::release);
        }

        void release() {
            kilobytes.release(taken);
            taken = 0;
        }

        /** @return false when the items cannot be sent to one client, or are wanted no more */
        boolean readAll(BooleanSupplier ended) {
            while (!ended.getAsBoolean()) {
                int before = seen;
                readPage();
                // not by X-Next-After: items that come meanwhile move the page, and not the header
                boolean more = !found && !tooLong && seen - before == PAGE;
                if (tooLong || (more && seen >= mostItems)) {
                    LOG.debug("snapshot-too-long stream={} items={} bytes={}", stream, items.size(), bytes);
                    return false;
                }
                if (!more) {
                    return true;
                }
            }
            return false;
        }

        private void readPage() {
            String uri = "/v1/items/%s/%s/%s?limit=%d&after=%s"
                    .formatted(
                            stream.source(),
                            stream.account(),
                            stream.stream(),
                            PAGE,
                            UriUtils.encode(last, StandardCharsets.UTF_8));
            Boolean read = checkpoint
                    .get()
                    .uri(builder -> URI.create(builder.build() + uri))
                    .accept(MediaType.APPLICATION_NDJSON)
                    .exchange((request, response) -> {
                        if (!response.getStatusCode().is2xxSuccessful()) {
                            throw new RestClientException(
                                    "items of %s: status %s".formatted(stream, response.getStatusCode()));
                        }
                        readLines(response.getBody());
                        return true;
                    });
            if (read == null) {
                throw new RestClientException("items of %s: no answer".formatted(stream));
            }
        }

        private void readLines(InputStream body) throws IOException {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null && !found && !tooLong; line = lines.readLine()) {
                    add(line);
                }
            }
        }

        private void add(String line) {
            try {
                JsonNode held = JSON.readTree(line);
                seen++;
                last = held.path("id").asString();
                found = last.equals(item);
                if (item == null || found) {
                    add(shown(held));
                }
            } catch (JacksonException e) {
                throw new RestClientException("items: a line that is no JSON", e);
            }
        }

        private void add(byte[] shown) {
            if (!wanted.test(shown)) {
                return;
            }
            bytes += shown.length;
            int more = Math.toIntExact(bytes / KILOBYTE + 1) - taken;
            if (bytes > mostBytes || !kilobytes.tryAcquire(more)) {
                tooLong = true;
                return;
            }
            taken += more;
            items.add(shown);
        }
    }

    private static byte[] shown(JsonNode held) {
        ObjectNode item = JSON.createObjectNode();
        item.put("item", held.path("id").asString());
        item.put("version", held.path("version").asString());
        item.put("position", held.path("position").asString());
        item.set("data", held.path("item"));
        return JSON.writeValueAsBytes(item);
    }
}
