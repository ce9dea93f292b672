package dev.gapless.live.socket;

import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.apache.tomcat.util.net.SendfileState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Tomcat's side of one connection, without a network. What is written waits until the test has it taken. */
final class PlayedConnector extends SocketWrapperBase<NioChannel> {

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final byte[] frame;
    private Runnable beforeCompletion = () -> {};
    private long toRead;
    private int yields;

    /** @param frame that the client sends over and over */
    PlayedConnector(byte[] frame) {
        super(null, new NioEndpoint());
        this.frame = frame;
    }

    /** @param bytes that have come */
    void come(long bytes) {
        toRead = bytes;
    }

    long left() {
        return toRead;
    }

    /** How often the rest was left to a later call. */
    int yields() {
        return yields;
    }

    /** @param work when the next write may begin, and before it is told that this one has ended */
    void beforeCompletion(Runnable work) {
        beforeCompletion = work;
    }

    synchronized int writesWaiting() {
        return waiting.size();
    }

    /** As when the client reads. */
    void takeWritten() {
        Runnable write;
        synchronized (this) {
            write = waiting.remove();
        }
        write.run();
    }

    @Override
    public int read(boolean block, byte[] bytes, int from, int length) {
        int count = (int) Math.min(length - length % frame.length, toRead);
        for (int each = 0; each < count; each++) {
            bytes[from + each] = frame[each % frame.length];
        }
        toRead -= count;
        return count;
    }

    @Override
    public void processSocket(SocketEvent event, boolean dispatch) {
        yields++;
    }

    @Override
    protected <A> OperationState<A> newOperationState(
            boolean read,
            ByteBuffer[] buffers,
            int offset,
            int length,
            BlockingMode block,
            long timeout,
            TimeUnit unit,
            A attachment,
            CompletionCheck check,
            CompletionHandler<Long, ? super A> handler,
            Semaphore semaphore,
            VectoredIOCompletionHandler<A> completion) {
        return new OperationState<>(
                read,
                buffers,
                offset,
                length,
                block,
                timeout,
                unit,
                attachment,
                check,
                handler,
                semaphore,
                completion) {
            @Override
            protected boolean isInline() {
                return false;
            }

            @Override
            protected void end() {
                beforeCompletion.run();
            }

            @Override
            public void run() {
                synchronized (PlayedConnector.this) {
                    waiting.add(() -> {
                        Arrays.stream(buffers).forEach(each -> each.position(each.limit()));
                        completion.completed(1L, this);
                    });
                }
            }
        };
    }

    @Override
    public int read(boolean block, ByteBuffer to) {
        throw new AssertionError("not used");
    }

    @Override
    public boolean isReadyForRead() {
        return toRead > 0;
    }

    @Override
    public void setAppReadBufHandler(ApplicationBufferHandler handler) {
        // not used
    }

    @Override
    protected void doClose() {
        // nothing is open
    }

    @Override
    protected boolean flushNonBlocking() {
        return false;
    }

    @Override
    protected void doWrite(boolean block, ByteBuffer from) {
        throw new AssertionError("not used");
    }

    @Override
    public void registerReadInterest() {
        // not used
    }

    @Override
    public void registerWriteInterest() {
        // not used
    }

    @Override
    public SendfileDataBase createSendfileData(String filename, long position, long length) {
        throw new AssertionError("not used");
    }

    @Override
    public SendfileState processSendfile(SendfileDataBase data) {
        throw new AssertionError("not used");
    }

    @Override
    public void doClientAuth(SSLSupport support) {
        // not used
    }

    @Override
    public @Nullable SSLSupport getSslSupport() {
        return null;
    }

    @Override
    protected void populateRemoteHost() {
        // not used
    }

    @Override
    protected void populateRemoteAddr() {
        // not used
    }

    @Override
    protected void populateRemotePort() {
        // not used
    }

    @Override
    protected void populateLocalName() {
        // not used
    }

    @Override
    protected void populateLocalAddr() {
        // not used
    }

    @Override
    protected void populateLocalPort() {
        // not used
    }
}
