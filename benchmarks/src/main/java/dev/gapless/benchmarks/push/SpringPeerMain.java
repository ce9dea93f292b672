package dev.gapless.benchmarks.push;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * A push server of Spring on Tomcat, as Spring's guide writes it: every change goes to all clients. Its orders are
 * those of {@code peer.mjs}.
 */
final class SpringPeerMain {

    private static final long TICK_MILLIS = 10;
    private static final String CHANNEL = "bench/account/posts";

    private final Set<WebSocketSession> clients = ConcurrentHashMap.newKeySet();
    private final JsonMapper json = new JsonMapper();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private List<Map<String, Object>> waiting = new ArrayList<>();
    private long made;
    private long begun;
    private long flushedAt;
    private @Nullable ScheduledFuture<?> ticking;

    private SpringPeerMain() {}

    /** Without arguments. */
    public static void main(String[] arguments) throws Exception {
        new SpringPeerMain().serve();
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

    private void serve() throws Exception {
        PrintStream answers = System.out;
        TextWebSocketHandler handler = new TextWebSocketHandler() {
            @Override
            public void afterConnectionEstablished(WebSocketSession session) {
                clients.add(session);
            }

            @Override
            public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
                clients.remove(session);
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
                        "--logging.level.root=off")) {
            answers.println(context.getEnvironment().getRequiredProperty("local.server.port"));
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                Long answer = obey(order.split(" ", -1));
                if (answer != null) {
                    answers.println(answer);
                }
            }
        } finally {
            clock.shutdownNow();
        }
    }

    private @Nullable Long obey(String[] order) throws Exception {
        return switch (order[0]) {
            case "begin" -> {
                int perSecond = Integer.parseInt(order[1]);
                long batchNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(order[2]));
                String text = "x".repeat(Integer.parseInt(order[3]));
                made = 0;
                begun = System.nanoTime();
                flushedAt = begun;
                ticking = clock.scheduleAtFixedRate(
                        () -> tick(perSecond, batchNanos, text), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
                yield null;
            }
            case "end" -> {
                if (ticking != null) {
                    ticking.cancel(false);
                }
                yield clock.submit(() -> {
                            flush();
                            return made;
                        })
                        .get();
            }
            default -> {
                System.gc();
                yield Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory()
                        + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                                .sum();
            }
        };
    }

    private void tick(int perSecond, long batchNanos, String text) {
        long now = System.nanoTime();
        long due = (now - begun) * perSecond / 1_000_000_000L;
        while (made < due) {
            Map<String, Object> change = change(text);
            if (batchNanos == 0) {
                broadcast(message("change", "change", change));
            } else {
                waiting.add(change);
            }
        }
        if (batchNanos > 0 && now - flushedAt >= batchNanos) {
            flushedAt = now;
            flush();
        }
    }

    private void flush() {
        if (!waiting.isEmpty()) {
            broadcast(Map.of(
                    "type",
                    "batch_update",
                    "batches",
                    List.of(Map.of("channel", CHANNEL, "offset", "e:" + made, "changes", waiting))));
            waiting = new ArrayList<>();
        }
    }

    private Map<String, Object> message(String type, String member, Object value) {
        return Map.of("type", type, "channel", CHANNEL, "offset", "e:" + made, member, value);
    }

    private Map<String, Object> change(String text) {
        String number = Long.toString(made++);
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("id", "change-" + number);
        change.put("kind", "created");
        change.put("item", number);
        change.put("version", "1");
        change.put("position", number);
        change.put("time", "2026-01-01T00:00:00Z");
        change.put("backfilled", false);
        change.put("data", Map.of("at", "~" + System.currentTimeMillis(), "text", text));
        return change;
    }

    private void broadcast(Map<String, Object> message) {
        TextMessage text = new TextMessage(json.writeValueAsBytes(message));
        for (WebSocketSession client : clients) {
            try {
                if (client.isOpen()) {
                    client.sendMessage(text);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
