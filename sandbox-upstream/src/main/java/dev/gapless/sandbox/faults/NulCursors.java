package dev.gapless.sandbox.faults;

/** The next cursors that listings hand out begin with a NUL, and are understood when they come back. */
final class NulCursors extends BoundedFault {

    NulCursors(FaultOrder order) {
        super(order);
    }

    @Override
    public String onNext(String cursor) {
        return strike() ? "\0" + cursor : cursor;
    }
}
