package dev.gapless.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.servers.TestServers;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays the write path of the Durable Streams protocol before a live service, for a suite that writes what it reads. A
 * stream is a channel, and a message is a change of it; bytes that are no JSON are its data in base64. What is read
 * comes from the service, with its headers; only the changes' data is taken out of them.
 */
final class DurableStreamAdapter implements AutoCloseable {

    private static final String JSON_TYPE = "application/json";
    /** Kafka takes 1 MB a record, and base64 makes more of it. */
    private static final int LONGEST = 700_000;

    private static final String NEXT = "Stream-Next-Offset";
    private static final List<String> PASSED_HEADERS = List.of(
            NEXT,
            "Stream-Up-To-Date",
            "Stream-Cursor",
            "ETag",
            "Cache-Control",
            "Cross-Origin-Resource-Policy",
            "X-Content-Type-Options");

    /** Well below the minute that a ticket opens connections for. */
    private static final long TICKET_NANOS = 20_000_000_000L;

    private final URI service;
    private final JsonMapper json = new JsonMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Map<String, WrittenStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private String ticket = "";
    private long ticketAt = System.nanoTime() - TICKET_NANOS;
    // without transactions: their ends would move the log's end a moment after the data
    private final KafkaProducer<byte[], byte[]> producer;

    private record WrittenStream(StreamId channel, String contentType, AtomicInteger messages) {

        boolean isJson() {
            return contentType.toLowerCase(Locale.ROOT).startsWith(JSON_TYPE);
        }

        boolean isText() {
            return contentType.toLowerCase(Locale.ROOT).startsWith("text/");
        }
    }

    DurableStreamAdapter(URI service, String kafka) throws IOException {
        this.service = service;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer());
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            String path = exchange.getRequestURI().getPath();
            WrittenStream stream = streams.get(path);
            String method = exchange.getRequestMethod();
            if (method.equals("OPTIONS")) {
                preflight(exchange);
            } else if (method.equals("PUT")) {
                create(exchange, path, stream);
            } else if (stream == null) {
                end(exchange, 404);
            } else if (method.equals("POST")) {
                append(exchange, stream);
            } else if (method.equals("DELETE")) {
                streams.remove(path);
                end(exchange, 204);
            } else {
                read(exchange, stream);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    /** What a page asks first, and the service's answer. */
    private void preflight(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve("/v1/live/durable-streams/a/b/c"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        for (String name : List.of("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers")) {
            request.header(name, exchange.getRequestHeaders().getFirst(name));
        }
        HttpResponse<Void> answer = http.send(request.build(), BodyHandlers.discarding());
        answer.headers()
                .firstValue("Access-Control-Allow-Headers")
                .ifPresent(allowed -> exchange.getResponseHeaders().set("Access-Control-Allow-Headers", allowed));
        end(exchange, answer.statusCode());
    }

    private static void end(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    private void create(HttpExchange exchange, String path, @Nullable WrittenStream existing)
            throws IOException, InterruptedException, ExecutionException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("application/octet-stream");
        if (existing != null && !existing.contentType().equalsIgnoreCase(type)) {
            end(exchange, 409);
            return;
        }
        WrittenStream stream = existing;
        if (stream == null) {
            StreamId channel = new StreamId("suite", TestServers.unique("s") + "-" + made.incrementAndGet(), "posts");
            stream = new WrittenStream(channel, type, new AtomicInteger());
            streams.put(path, stream);
            Optional<List<byte[]>> messages = body.length == 0 ? Optional.of(List.of()) : messages(stream, body);
            if (messages.isEmpty()) {
                end(exchange, 400);
                return;
            }
            write(stream, messages.get());
            exchange.getResponseHeaders()
                    .set("Location", address().resolve(path).toString());
        }
        exchange.getResponseHeaders().set("Content-Type", stream.contentType());
        exchange.getResponseHeaders().set(NEXT, end(stream));
        end(exchange, existing == null ? 201 : 200);
    }

    private void append(HttpExchange exchange, WrittenStream stream)
            throws IOException, InterruptedException, ExecutionException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        Optional<List<byte[]>> messages = body.length == 0 || type == null ? Optional.empty() : messages(stream, body);
        if (body.length > LONGEST) {
            end(exchange, 413);
        } else if (messages.isEmpty() || messages.get().isEmpty()) {
            end(exchange, 400);
        } else if (!stream.contentType().equalsIgnoreCase(type)) {
            end(exchange, 409);
        } else {
            write(stream, messages.get());
            exchange.getResponseHeaders().set(NEXT, end(stream));
            end(exchange, 204);
        }
    }

    /** Empty for what is no JSON and should be. */
    private Optional<List<byte[]>> messages(WrittenStream stream, byte[] body) {
        if (!stream.isJson()) {
            return Optional.of(
                    List.of(json.writeValueAsBytes(Base64.getEncoder().encodeToString(body))));
        }
        try {
            JsonNode node = json.readTree(body);
            List<byte[]> messages = new ArrayList<>();
            for (JsonNode each : node.isArray() ? node : json.createArrayNode().add(node)) {
                messages.add(json.writeValueAsBytes(each));
            }
            return Optional.of(messages);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Comes back when the service has read them. */
    private void write(WrittenStream stream, List<byte[]> messages)
            throws IOException, InterruptedException, ExecutionException {
        for (byte[] message : messages) {
            RecordMetadata written = producer.send(change(stream, message)).get();
            while (true) {
                String[] next = end(stream).replaceFirst(".*:", "").split("\\.", -1);
                if (Long.parseLong(next[written.partition()].substring(1)) > written.offset()) {
                    break;
                }
                LockSupport.parkNanos(2_000_000);
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> change(WrittenStream stream, byte[] data) {
        StreamId channel = stream.channel();
        String number = Integer.toString(stream.messages().incrementAndGet());
        // by stream and not by item: the suite wants the order of all messages
        var change = new ProducerRecord<>(TopicNames.CHANGES, channel.key().getBytes(UTF_8), data);
        Map.of(
                        "ce_id",
                        channel.key() + "-" + number,
                        "ce_source",
                        "/sources/%s/accounts/%s/streams/%s"
                                .formatted(channel.source(), channel.account(), channel.stream()),
                        "ce_type",
                        "dev.gapless.item.created",
                        "ce_subject",
                        number,
                        "ce_time",
                        "2026-01-01T00:00:00Z",
                        "ce_gaplessversion",
                        "1",
                        "ce_gaplessposition",
                        number,
                        "ce_gaplesspath",
                        "LIVE")
                .forEach((name, value) -> change.headers().add(name, value.getBytes(UTF_8)));
        return change;
    }

    private String end(WrittenStream stream) throws IOException, InterruptedException {
        HttpRequest request = request(stream, "").HEAD().build();
        return http.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue(NEXT)
                .orElseThrow(() -> new IOException("the service tells no end of " + stream.channel()));
    }

    private HttpRequest.Builder request(WrittenStream stream, String query) throws IOException, InterruptedException {
        return HttpRequest.newBuilder(service.resolve("/v1/live/durable-streams/%s?ticket=%s&%s"
                .formatted(stream.channel().key(), URLEncoder.encode(ticket(), UTF_8), query)));
    }

    /** One for many requests: a caller that mints one for each is refused after some thousand. */
    private synchronized String ticket() throws IOException, InterruptedException {
        if (System.nanoTime() - ticketAt < TICKET_NANOS) {
            return ticket;
        }
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/v1/live/tickets"))
                .header("Authorization", "Bearer " + LiveReplica.TOKEN.reveal())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("no ticket: status %d %s".formatted(answer.statusCode(), answer.body()));
        }
        ticket = json.readTree(answer.body()).path("ticket").asString();
        ticketAt = System.nanoTime();
        return ticket;
    }

    private void read(HttpExchange exchange, WrittenStream stream) throws IOException, InterruptedException {
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        HttpRequest.Builder request =
                request(stream, query).method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("If-None-Match"))
                .ifPresent(known -> request.header("If-None-Match", known));
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            PASSED_HEADERS.forEach(name -> answer.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().set(name, value)));
            String type = answer.headers().firstValue("Content-Type").orElse("");
            boolean events = type.startsWith("text/event-stream");
            exchange.getResponseHeaders()
                    .set("Content-Type", events || answer.statusCode() >= 400 ? type : stream.contentType());
            if (events) {
                passEvents(exchange, stream, body);
                return;
            }
            byte[] passed = body.readAllBytes();
            if (answer.statusCode() == 200 && passed.length > 0) {
                passed = data(stream, passed);
            }
            exchange.sendResponseHeaders(answer.statusCode(), passed.length == 0 ? -1 : passed.length);
            exchange.getResponseBody().write(passed);
        }
    }

    private void passEvents(HttpExchange exchange, WrittenStream stream, InputStream body) throws IOException {
        if (!stream.isJson() && !stream.isText()) {
            exchange.getResponseHeaders().set("stream-sse-data-encoding", "base64");
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, UTF_8));
        boolean data = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event:")) {
                data = line.endsWith("data");
            }
            if (data && line.startsWith("data:")) {
                byte[] bytes = data(stream, line.substring("data:".length()).getBytes(UTF_8));
                String text = stream.isJson() || stream.isText()
                        ? new String(bytes, UTF_8)
                        : Base64.getEncoder().encodeToString(bytes);
                for (String each : text.split("\r\n|\r|\n", -1)) {
                    out.write(("data:" + each + "\n").getBytes(UTF_8));
                }
            } else {
                out.write((line + "\n").getBytes(UTF_8));
            }
            // what came together goes on together
            if (line.isEmpty() && !lines.ready()) {
                out.flush();
            }
        }
    }

    /** What was written, from the changes that it became. */
    private byte[] data(WrittenStream stream, byte[] changes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<JsonNode> messages = new ArrayList<>();
        for (JsonNode change : json.readTree(changes)) {
            messages.add(change.path("data"));
        }
        if (stream.isJson()) {
            return json.writeValueAsBytes(messages);
        }
        for (JsonNode message : messages) {
            out.writeBytes(Base64.getDecoder().decode(message.asString()));
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
        producer.close();
    }
}
