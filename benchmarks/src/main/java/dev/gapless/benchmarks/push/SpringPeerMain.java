package dev.gapless.benchmarks.push;

import dev.gapless.common.message.TopicNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * A push server of Spring on Tomcat, as Spring's guide writes it, with the job of the live service. It reads the topic
 * of changes, makes JSON of each record, and sends it to those who have subscribed to its channel. Its arguments and
 * orders are those of {@code peer.mjs}.
 */
final class SpringPeerMain {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int SOURCE_PARTS = 7;

    private final Map<String, Set<WebSocketSession>> channels = new ConcurrentHashMap<>();
    private final JsonMapper json = new JsonMapper();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final long batchMillis;

    /** Of each channel the changes since the last batch, and the latest offset. For the clock's thread. */
    private final Map<String, List<Map<String, Object>>> waiting = new HashMap<>();

    private final Map<String, String> offsets = new HashMap<>();

    private SpringPeerMain(long batchMillis) {
        this.batchMillis = batchMillis;
    }

    /** @param arguments Kafka, and milliseconds between batches: 0 when each change is a message */
    public static void main(String[] arguments) throws Exception {
        new SpringPeerMain(Long.parseLong(arguments[1])).serve(arguments[0]);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSocket
    @ImportAutoConfiguration({TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class})
    static class PeerWiring implements WebSocketConfigurer {

        private final TextWebSocketHandler handler;

        PeerWiring(TextWebSocketHandler handler) {
            this.handler = handler;
        }

        @Override
        public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
            registry.addHandler(handler, "/").setAllowedOrigins("*");
        }
    }

    private void serve(String kafka) throws Exception {
        PrintStream answers = System.out;
        TextWebSocketHandler handler = new TextWebSocketHandler() {
            @Override
            protected void handleTextMessage(WebSocketSession session, TextMessage said) throws IOException {
                String channel =
                        json.readTree(said.getPayload()).path("channel").asString();
                channels.computeIfAbsent(channel, _ -> ConcurrentHashMap.newKeySet())
                        .add(session);
                session.sendMessage(
                        new TextMessage(json.writeValueAsString(Map.of("type", "subscribed", "channel", channel))));
            }

            @Override
            public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
                channels.values().forEach(clients -> clients.remove(session));
            }
        };
        try (var context = new SpringApplicationBuilder(PeerWiring.class)
                        .web(WebApplicationType.SERVLET)
                        .initializers(each -> each.getBeanFactory().registerSingleton("peerHandler", handler))
                        .logStartupInfo(false)
                        .run(
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--spring.main.banner-mode=off",
                                "--spring.jmx.enabled=false",
                                "--logging.level.root=off");
                KafkaConsumer<byte[], byte[]> changes = open(kafka)) {
            if (batchMillis > 0) {
                var _ = clock.scheduleAtFixedRate(this::flush, batchMillis, batchMillis, TimeUnit.MILLISECONDS);
            }
            Thread.ofPlatform().name("changes").daemon().start(() -> consume(changes));
            answers.println(context.getEnvironment().getRequiredProperty("local.server.port"));
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                answers.println(memory());
            }
            // the reading thread has the consumer, and ends with the process
            System.exit(0);
        }
    }

    private static KafkaConsumer<byte[], byte[]> open(String kafka) {
        KafkaConsumer<byte[], byte[]> changes = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = changes.partitionsFor(TopicNames.CHANGES).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        changes.assign(partitions);
        changes.seekToEnd(partitions);
        // else the place is only looked up by the first poll
        partitions.forEach(changes::position);
        return changes;
    }

    private void consume(KafkaConsumer<byte[], byte[]> changes) {
        while (true) {
            for (ConsumerRecord<byte[], byte[]> event : changes.poll(POLL)) {
                String[] path = header(event, "ce_source").split("/", SOURCE_PARTS);
                String channel = "%s/%s/%s".formatted(path[2], path[4], path[6]);
                String offset = event.partition() + ":" + event.offset();
                Map<String, Object> change = change(event);
                if (batchMillis == 0) {
                    broadcast(
                            channel, Map.of("type", "change", "channel", channel, "offset", offset, "change", change));
                } else {
                    var _ = clock.submit(() -> {
                        waiting.computeIfAbsent(channel, _ -> new ArrayList<>()).add(change);
                        offsets.put(channel, offset);
                    });
                }
            }
        }
    }

    private Map<String, Object> change(ConsumerRecord<byte[], byte[]> event) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("id", header(event, "ce_id"));
        change.put("kind", header(event, "ce_type").substring("dev.gapless.item.".length()));
        change.put("item", header(event, "ce_subject"));
        change.put("version", header(event, "ce_gaplessversion"));
        change.put("position", header(event, "ce_gaplessposition"));
        change.put("time", header(event, "ce_time"));
        change.put("backfilled", !"LIVE".equals(header(event, "ce_gaplesspath")));
        change.put("data", json.readTree(event.value()));
        return change;
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private void flush() {
        waiting.forEach((channel, changes) -> broadcast(
                channel,
                Map.of(
                        "type",
                        "batch_update",
                        "batches",
                        List.of(Map.of(
                                "channel",
                                channel,
                                "offset",
                                Objects.requireNonNull(offsets.get(channel)),
                                "changes",
                                changes)))));
        waiting.clear();
    }

    private void broadcast(String channel, Map<String, Object> message) {
        TextMessage text = new TextMessage(json.writeValueAsBytes(message));
        for (WebSocketSession client : channels.getOrDefault(channel, Set.of())) {
            try {
                if (client.isOpen()) {
                    client.sendMessage(text);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static long memory() {
        System.gc();
        return Runtime.getRuntime().totalMemory()
                - Runtime.getRuntime().freeMemory()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }
}
