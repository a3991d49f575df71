//! A DNS server on loopback that knows what a test publishes: other names do not exist, and some cannot be asked.

use hickory_resolver::proto::{
    op::{Message, MessageType, ResponseCode},
    rr::{Name, RData, Record, rdata},
};
use std::{
    collections::{HashMap, HashSet},
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};
use tokio::{net::UdpSocket, task::JoinHandle};

#[derive(Default)]
struct Zone {
    records: HashMap<Name, Vec<RData>>,
    broken: HashSet<Name>,
}

/// The server; it ends with the test.
pub struct DnsServer {
    pub address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
    task: JoinHandle<()>,
}

impl DnsServer {
    pub async fn start() -> DnsServer {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
        let address = socket.local_addr().expect("an address");
        let zone = Arc::new(Mutex::new(Zone::default()));
        let task = tokio::spawn(serve(socket, zone.clone()));
        DnsServer {
            address,
            zone,
            task,
        }
    }

    /// A TXT record, as a zone file would have it: in strings.
    pub fn publish_strings(&self, at: &str, strings: Vec<String>) {
        self.publish(at, RData::TXT(rdata::TXT::new(strings)));
    }

    pub fn publish_text(&self, at: &str, text: &str) {
        self.publish_strings(at, vec![text.to_owned()]);
    }

    pub fn publish_mail_host(&self, at: &str, host: &str) {
        self.publish(at, RData::MX(rdata::MX::new(10, name(host))));
    }

    pub fn publish_address(&self, at: &str, address: IpAddr) {
        let data = match address {
            IpAddr::V4(four) => RData::A(rdata::A(four)),
            IpAddr::V6(six) => RData::AAAA(rdata::AAAA(six)),
        };
        self.publish(at, data);
    }

    /// Questions about this name fail from now on.
    pub fn break_name(&self, at: &str) {
        self.zone.lock().expect("a zone").broken.insert(name(at));
    }

    fn publish(&self, at: &str, data: RData) {
        let mut zone = self.zone.lock().expect("a zone");
        zone.records.entry(name(at)).or_default().push(data);
    }
}

impl Drop for DnsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn name(text: &str) -> Name {
    let mut name = Name::from_ascii(text).expect("a name").to_lowercase();
    name.set_fqdn(true);
    name
}

async fn serve(socket: UdpSocket, zone: Arc<Mutex<Zone>>) {
    let mut buffer = [0; 4096];
    while let Ok((length, asker)) = socket.recv_from(&mut buffer).await {
        let Ok(question) = Message::from_vec(&buffer[..length]) else {
            continue;
        };
        let answer = answer(question, &zone.lock().expect("a zone"));
        let bytes = answer.to_vec().expect("a message");
        drop(socket.send_to(&bytes, asker).await);
    }
}

fn answer(mut message: Message, zone: &Zone) -> Message {
    message.metadata.message_type = MessageType::Response;
    message.metadata.recursion_available = true;
    let Some(query) = message.queries.first().cloned() else {
        return message;
    };
    let asked = query.name().to_lowercase();
    if zone.broken.contains(&asked) {
        message.metadata.response_code = ResponseCode::ServFail;
        return message;
    }
    match zone.records.get(&asked) {
        None => message.metadata.response_code = ResponseCode::NXDomain,
        Some(records) => {
            let of_type = records
                .iter()
                .filter(|data| data.record_type() == query.query_type());
            for data in of_type {
                message.add_answer(Record::from_rdata(query.name().clone(), 60, data.clone()));
            }
        }
    }
    message
}
