package dev.gapless.benchmarks.traces;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.ProcessorWorkers;
import dev.gapless.benchmarks.rig.SandboxSource;
import dev.gapless.checkpoint.CheckpointApplication;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.processor.ProcessorApplication;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A further checkpoint service and a further processor on the rig's servers, which trace a share of the records. A
 * receiver in this process counts what they send.
 */
final class TracedServices implements AutoCloseable {

    private static final String CHECKPOINT = "--gapless.checkpoint-url=";

    private final HttpServer receiver;
    private final AtomicLong received = new AtomicLong();
    private final List<ConfigurableApplicationContext> open = new ArrayList<>();
    private final ConfigurableApplicationContext processor;
    private final ProcessorWorkers intake;

    /** @param ratio share of the records that are traced */
    TracedServices(BenchmarkRig rig, double ratio) throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/traces", exchange -> {
            received.addAndGet(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        int port = LoopbackPorts.free(1)[0];
        List<String> arguments = new ArrayList<>(rig.joining().stream()
                .filter(each -> !each.startsWith(CHECKPOINT))
                .toList());
        arguments.addAll(List.of(
                CHECKPOINT + "http://127.0.0.1:" + port,
                "--gapless.scheduler-url=http://127.0.0.1:1",
                "--gapless.instance=bench-traced",
                "--gapless.tracing.endpoint=http://127.0.0.1:%d/v1/traces"
                        .formatted(receiver.getAddress().getPort()),
                "--gapless.tracing.ratio=" + ratio,
                "--spring.data.redis.url=" + rig.servers().redisUri()));
        open.add(CheckpointApplication.application().registerShutdownHook(false).run(with(arguments, port)));
        processor = ProcessorApplication.application()
                .registerShutdownHook(false)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(ConnectorCatalog.class, SandboxSource::catalog))
                .run(with(arguments, 0));
        open.add(processor);
        intake = new ProcessorWorkers(processor);
        intake.pause();
    }

    private static String[] with(List<String> arguments, int port) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--server.port=" + port);
        return all.toArray(String[]::new);
    }

    ProcessorWorkers intake() {
        return intake;
    }

    /** What begins a trace of a record, as a capture does. */
    RecordTracer tracer() {
        return processor.getBean(RecordTracer.class);
    }

    /** Bytes of spans so far. */
    long received() {
        return received.get();
    }

    @Override
    public void close() {
        open.reversed().forEach(ConfigurableApplicationContext::close);
        receiver.stop(0);
    }
}
