package dev.slipway.certificates;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A DNS server to which every name is 127.0.0.1 (RFC 1035 §4): one A record, and nothing of any other type. */
final class NameServer implements AutoCloseable {
    private static final int TYPE_A = 1;

    private final DatagramSocket socket;
    private final Thread thread;

    NameServer() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread = Thread.ofVirtual().name("name-server").start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        byte[] bytes = new byte[1500];
        while (true) {
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(bytes, 0, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static byte[] answer(ByteBuffer question) {
        int end = 12;
        while (question.get(end) != 0) {
            end += question.get(end) + 1;
        }
        boolean address = question.getShort(end + 1) == TYPE_A;
        byte[] asked = new byte[end + 5 - 12];
        question.get(12, asked);
        ByteBuffer answer = ByteBuffer.allocate(12 + asked.length + 16);
        answer.putShort(question.getShort(0)).putShort((short) 0x8180);
        answer.putShort((short) 1).putShort((short) (address ? 1 : 0)).putInt(0);
        answer.put(asked);
        if (address) {
            answer.putShort((short) 0xC00C).putShort((short) TYPE_A).putShort((short) 1);
            answer.putInt(0).putShort((short) 4).putInt(0x7F000001);
        }
        byte[] bytes = new byte[answer.flip().remaining()];
        answer.get(bytes);
        return bytes;
    }

    @Override
    public void close() throws InterruptedException {
        socket.close();
        thread.join();
    }
}
