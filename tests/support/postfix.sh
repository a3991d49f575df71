#!/bin/sh
# A Postfix of a test's own: submission over STARTTLS after signing in, on the loopback alone, in one folder, keeping what
# it takes for example.net. Run as root by tests/support/postfix.rs: `postfix.sh start FOLDER PORT USER PASSWORD`, then
# `postfix.sh stop FOLDER`. FOLDER holds certificate.pem and key.pem.
set -eu
verb=$1 folder=$2

if [ "$verb" = stop ]; then
  postfix -c "$folder/conf" stop >/dev/null 2>&1 || postfix -c "$folder/conf" abort >/dev/null 2>&1 || true
  rm -rf "$folder/conf" "$folder/spool" "$folder/data" "$folder/mail"
  exit 0
fi

port=$3 user=$4 password=$5
reader=$(stat -c %u "$folder")
[ "$reader" != 0 ] || reader=$(id -u postfix)
umask 022
chmod 755 "$folder"
mkdir "$folder/conf" "$folder/conf/sasl" "$folder/spool" "$folder/data" "$folder/mail"
chown postfix: "$folder/data"
chown "$reader" "$folder/mail"

cat >"$folder/conf/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $folder/spool
data_directory = $folder/data
maillog_file = $folder/data/log
maillog_file_prefixes = $folder
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.acme.example
mydestination =
alias_maps =
virtual_mailbox_domains = example.net
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = static:inbox/
virtual_minimum_uid = 1
virtual_uid_maps = static:$reader
virtual_gid_maps = static:$(id -g postfix)
default_transport = error:5.0.0 nothing leaves this machine
smtpd_tls_cert_file = $folder/certificate.pem
smtpd_tls_key_file = $folder/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_received_header = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = acme.example
smtpd_sasl_authenticated_header = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
CONF
cat >"$folder/conf/master.cf" <<CONF
127.0.0.1:$port inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
CONF
cat >"$folder/conf/sasl/smtpd.conf" <<CONF
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: $folder/conf/sasl/users
mech_list: PLAIN LOGIN
CONF
printf %s "$password" | saslpasswd2 -p -c -f "$folder/conf/sasl/users" -u acme.example "$user"
chown postfix: "$folder/conf/sasl/users"
postfix -c "$folder/conf" start
