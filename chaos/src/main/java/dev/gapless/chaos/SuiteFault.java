package dev.gapless.chaos;

import java.io.IOException;

/** Something that befalls the servers from outside. Struck once, healed once. */
interface HostFault {

    /** Before the servers start. @throws FaultNotPossibleException where this machine cannot be made to fail so */
    void prepare() throws IOException, InterruptedException;

    void strike() throws IOException, InterruptedException;

    /** Called every second between {@link #strike} and {@link #heal}. */
    default void endure() throws IOException, InterruptedException {}

    void heal() throws IOException, InterruptedException;

    /** How often it has taken effect, by its own evidence; 0 makes the run void. */
    long fired();

    /** Takes back whatever of it is left. */
    void end() throws IOException, InterruptedException;
}
