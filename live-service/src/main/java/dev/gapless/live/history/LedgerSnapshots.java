package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.position.StreamId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
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

    private final RestClient checkpoint;
    private final int mostItems;
    private final long mostBytes;
    private final Semaphore places;

    /** @param next where the next page begins, as an address has it; null for the last page */
    private record Page(List<byte[]> items, @Nullable String next) {}

    /**
     * @param mostItems of one snapshot
     * @param mostBytes of one snapshot
     * @param atOnce snapshots; others wait
     */
    LedgerSnapshots(RestClient checkpoint, int mostItems, long mostBytes, int atOnce) {
        this.checkpoint = checkpoint;
        this.mostItems = mostItems;
        this.mostBytes = mostBytes;
        this.places = new Semaphore(atOnce, true);
    }

    @Override
    public Optional<List<byte[]>> read(ChannelName channel) throws InterruptedException {
        Optional<StreamId> stream = channel.singleStream();
        if (stream.isEmpty()) {
            return Optional.empty();
        }
        places.acquire();
        try {
            return read(stream.get(), channel.item());
        } catch (RestClientException e) {
            LOG.warn("snapshot-not-read channel={} cause={}", channel, e.toString());
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    private Optional<List<byte[]>> read(StreamId stream, @Nullable String wanted) {
        List<byte[]> items = new ArrayList<>();
        long bytes = 0;
        String after = "";
        int seen = 0;
        while (after != null) {
            Page page = page(stream, after);
            after = page.next();
            seen += PAGE;
            for (byte[] item : page.items()) {
                if (wanted == null
                        || wanted.equals(JSON.readTree(item).path("item").asString())) {
                    items.add(item);
                    bytes += item.length;
                }
            }
            boolean tooLong = after != null && seen >= mostItems;
            if (tooLong || bytes > mostBytes) {
                LOG.debug("snapshot-too-long stream={} items={} bytes={}", stream, items.size(), bytes);
                return Optional.empty();
            }
        }
        return Optional.of(items);
    }

    private Page page(StreamId stream, String after) {
        // the header's value is escaped for an address already
        String uri = "/v1/items/%s/%s/%s?limit=%d&after=%s"
                .formatted(stream.source(), stream.account(), stream.stream(), PAGE, after);
        Page page = checkpoint
                .get()
                .uri(builder -> URI.create(builder.build() + uri))
                .accept(MediaType.APPLICATION_NDJSON)
                .exchange((request, response) -> {
                    if (!response.getStatusCode().is2xxSuccessful()) {
                        throw new RestClientException(
                                "items of %s: status %s".formatted(stream, response.getStatusCode()));
                    }
                    return new Page(
                            lines(response.getBody()), response.getHeaders().getFirst("X-Next-After"));
                });
        if (page == null) {
            throw new RestClientException("items of %s: no answer".formatted(stream));
        }
        return page;
    }

    private static List<byte[]> lines(InputStream body) throws IOException {
        List<byte[]> items = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                items.add(item(line));
            }
        }
        return items;
    }

    private static byte[] item(String line) {
        try {
            JsonNode held = JSON.readTree(line);
            ObjectNode item = JSON.createObjectNode();
            item.put("item", held.path("id").asString());
            item.put("version", held.path("version").asString());
            item.put("position", held.path("position").asString());
            item.set("data", held.path("item"));
            return JSON.writeValueAsBytes(item);
        } catch (JacksonException e) {
            throw new RestClientException("items: a line that is no JSON", e);
        }
    }
}
