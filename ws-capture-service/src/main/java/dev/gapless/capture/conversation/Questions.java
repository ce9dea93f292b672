package dev.gapless.capture.conversation;

import dev.gapless.capture.states.StateAnswer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the ledger on threads of their own: the answer takes its time, and frames do not wait for it. */
final class Questions {

    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    /** Something to ask; blocks. */
    @FunctionalInterface
    interface Question {
        StateAnswer ask() throws InterruptedException;
    }

    private final Inbox inbox;
    private final List<Thread> asking = new CopyOnWriteArrayList<>();

    Questions(Inbox inbox) {
        this.inbox = inbox;
    }

    void ask(Question question) {
        asking.removeIf(thread -> !thread.isAlive());
        asking.add(Thread.ofVirtual().name("capture-question").start(() -> {
            try {
                inbox.state(question.ask());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                // without an answer the session would wait for ever
                LOG.error("capture-question-failed", e);
                inbox.state(new StateAnswer.Unavailable(e.getClass().getSimpleName()));
            }
        }));
    }

    void giveUp() {
        asking.forEach(Thread::interrupt);
    }
}
